package io.millrace.local.manticore.storage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The types of columns, under the names that the different statements have for them. */
public enum ColumnType {
    TEXT("text", "text", "string", 4),
    STRING("string", "string", "string", 4),
    INT("integer", "uint", "long", 4),
    BIGINT("bigint", "bigint", "long long", 8),
    FLOAT("float", "float", "float", 4),
    BOOL("bool", "bool", "bool", 4),
    TIMESTAMP("timestamp", "timestamp", "long", 4),
    JSON("json", "json", "json", 4),
    MULTI("multi", "mva", "multi", 4),
    MULTI64("multi64", "mva64", "multi", 4),
    FLOAT_VECTOR("float_vector", "float_vector", "string", 4);

    private final String declared;
    private final String described;
    private final String answered;
    private final int slotBytes;

    ColumnType(String declared, String described, String answered, int slotBytes) {
        this.declared = declared;
        this.described = described;
        this.answered = answered;
        this.slotBytes = slotBytes;
    }

    /** The type that CREATE TABLE knows by this name. */
    public static Optional<ColumnType> declaredAs(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Optional<ColumnType> synonym = synonym(lower);
        return synonym.isPresent()
                ? synonym
                : Arrays.stream(values())
                        .filter(type -> type.declared.equals(lower))
                        .findFirst();
    }

    private static Optional<ColumnType> synonym(String name) {
        return switch (name) {
            case "int", "uint" -> Optional.of(INT);
            case "mva" -> Optional.of(MULTI);
            case "mva64" -> Optional.of(MULTI64);
            default -> Optional.empty();
        };
    }

    /** The name in SHOW CREATE TABLE. */
    public String declared() {
        return declared;
    }

    /** The name in DESC. */
    public String described() {
        return described;
    }

    /** The name in the head of a SELECT's answer. */
    public String answered() {
        return answered;
    }

    /** Whether the value is kept outside the fixed part of a row. */
    boolean isBlob() {
        return switch (this) {
            case TEXT, STRING, JSON, MULTI, MULTI64, FLOAT_VECTOR -> true;
            case INT, BIGINT, FLOAT, BOOL, TIMESTAMP -> false;
        };
    }

    /** What a row keeps at a fixed place: the value, or where in the row the value begins. */
    int slotBytes() {
        return slotBytes;
    }
}
