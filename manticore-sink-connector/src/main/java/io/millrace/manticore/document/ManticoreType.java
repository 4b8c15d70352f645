package io.millrace.manticore.document;

import java.util.Locale;

/**
 * The type of a column in Manticore.
 *
 * @param size the digits after the decimal point that a BIGINT holds, the dimensions of a FLOAT_VECTOR, else 0
 * @param options what follows the type when the column is created, {@code engine='columnar'}; tables that are read have it
 *     empty
 */
public record ManticoreType(Kind kind, int size, String options) {
    public static final ManticoreType TEXT = new ManticoreType(Kind.TEXT, 0);
    public static final ManticoreType STRING = new ManticoreType(Kind.STRING, 0);
    public static final ManticoreType INDEXED_STRING = new ManticoreType(Kind.INDEXED_STRING, 0);
    public static final ManticoreType UINT = new ManticoreType(Kind.UINT, 0);
    public static final ManticoreType BIGINT = new ManticoreType(Kind.BIGINT, 0);
    public static final ManticoreType FLOAT = new ManticoreType(Kind.FLOAT, 0);
    public static final ManticoreType BOOL = new ManticoreType(Kind.BOOL, 0);
    public static final ManticoreType TIMESTAMP = new ManticoreType(Kind.TIMESTAMP, 0);
    public static final ManticoreType JSON = new ManticoreType(Kind.JSON, 0);
    public static final ManticoreType MULTI = new ManticoreType(Kind.MULTI, 0);
    public static final ManticoreType MULTI64 = new ManticoreType(Kind.MULTI64, 0);

    /** Manticore's names for a type, in CREATE TABLE and in the answer to DESC. */
    public enum Kind {
        TEXT("text", "text"),
        STRING("string attribute", "string"),
        INDEXED_STRING("string attribute indexed", "string"),
        /** Unsigned, 32 bits; Manticore's own name for it is int. */
        UINT("uint", "uint"),
        BIGINT("bigint", "bigint"),
        /** 32 bits. */
        FLOAT("float", "float"),
        BOOL("bool", "bool"),
        /** Whole seconds since 1970 in 32 bits, unsigned. */
        TIMESTAMP("timestamp", "timestamp"),
        JSON("json", "json"),
        MULTI("multi", "mva"),
        MULTI64("multi64", "mva64"),
        FLOAT_VECTOR("float_vector", "float_vector"),
        /** Any other; the connector does not write columns of such a type. */
        OTHER("another type", "");

        private final String declaration;
        private final String described;

        Kind(String declaration, String described) {
            this.declaration = declaration;
            this.described = described;
        }
    }

    private ManticoreType(Kind kind, int size) {
        this(kind, size, "");
    }

    public static ManticoreType scaled(int decimals) {
        return new ManticoreType(Kind.BIGINT, decimals);
    }

    /** 0 for any number of dimensions, without an index for nearest neighbours. */
    public static ManticoreType vector(int dimensions) {
        return new ManticoreType(Kind.FLOAT_VECTOR, dimensions);
    }

    public ManticoreType with(String newOptions) {
        return new ManticoreType(kind, size, newOptions);
    }

    /** The type after a column's name in CREATE TABLE and ALTER TABLE. */
    public String declaration() {
        if (!options.isEmpty()) {
            return kind.declaration + ' ' + options;
        }
        // Similarity by distance: for the cosine Manticore would normalize the stored vector.
        return kind == Kind.FLOAT_VECTOR && size > 0
                ? kind.declaration + " knn_type='hnsw' knn_dims='" + size + "' hnsw_similarity='l2'"
                : kind.declaration;
    }

    /** The type that one line of DESC shows. */
    public static ManticoreType described(String type, String properties) {
        if (type.equals(Kind.STRING.described)) {
            return properties.toLowerCase(Locale.ROOT).contains("indexed") ? INDEXED_STRING : STRING;
        }
        for (Kind kind : Kind.values()) {
            if (kind.described.equals(type)) {
                return new ManticoreType(kind, 0);
            }
        }
        return new ManticoreType(Kind.OTHER, 0);
    }

    /** The declaration without its options, as messages show it. */
    @Override
    public String toString() {
        return switch (kind) {
            case BIGINT, FLOAT_VECTOR -> kind.declaration + (size > 0 ? "(" + size + ")" : "");
            default -> kind.declaration;
        };
    }
}
