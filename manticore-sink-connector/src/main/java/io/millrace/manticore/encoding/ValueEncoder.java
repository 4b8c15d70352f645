package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.rules.TableMapping;

/** Writes values for one type in Manticore, in the one form that Manticore stores unchanged. */
public interface ValueEncoder {
    /** Whether every value of a source type is stored exactly or, one by one, found unfit. */
    boolean takes(Type type);

    /** The same for a column whose mapping names this type, so that rounding is wanted. */
    default boolean converts(Type type) {
        return takes(type);
    }

    /** Appends a value that is not NULL, or throws; the caller removes what was appended before. */
    void encode(SourceValue value, JsonBuffer out) throws UnfitValueException;

    /** What Manticore stores for a NULL: it has none outside JSON. */
    String empty();

    static ValueEncoder of(ManticoreType type, TableMapping.Form form) {
        return switch (form) {
            case VALUE -> of(type);
            case BASE64 -> new Base64Encoder(text(type));
            case LATITUDE -> CoordinateEncoder.latitude();
            case LONGITUDE -> CoordinateEncoder.longitude();
        };
    }

    static ValueEncoder of(ManticoreType type) {
        return switch (type.kind()) {
            case TEXT, STRING, INDEXED_STRING -> text(type);
            case UINT -> new IntegerEncoder(0, 0xffff_ffffL);
            case BIGINT -> new ScaledEncoder(type.size());
            case FLOAT -> new FloatEncoder();
            case BOOL -> new BoolEncoder();
            case TIMESTAMP -> new TimestampEncoder();
            case JSON -> new JsonEncoder();
            case MULTI -> new ListEncoder(new IntegerEncoder(0, 0xffff_ffffL));
            // Manticore refuses 2^63-1 in a multi64.
            case MULTI64 -> new ListEncoder(new IntegerEncoder(Long.MIN_VALUE, Long.MAX_VALUE - 1));
            case FLOAT_VECTOR -> new VectorEncoder(type.size());
            case OTHER -> new NoEncoder();
        };
    }

    private static TextEncoder text(ManticoreType type) {
        return new TextEncoder(
                type.kind() == ManticoreType.Kind.TEXT ? Integer.MAX_VALUE : TextEncoder.LONGEST_ATTRIBUTE);
    }
}
