package io.millrace.manticore.mapping;

import io.millrace.event.Column;
import io.millrace.event.Type;
import io.millrace.manticore.index.ColumnType;
import io.millrace.manticore.index.JsonBuffer;

/** Writes values of one type of Manticore's, in the one form in which Manticore keeps them as they are. */
interface ValueEncoder {
    /** Whether values of a source type can be stored at all; single values may still be unfit. */
    boolean takes(Type type);

    /** The same for a column that the configuration gives this type, where text may be read as a number. */
    default boolean converts(Type type) {
        return takes(type);
    }

    /** Appends a value that is not NULL, or throws; what was appended before the throw is for the caller to cut off. */
    void encode(Column value, JsonBuffer out) throws UnfitValueException;

    /** What Manticore stores for a NULL: it has none outside JSON. */
    String empty();

    static ValueEncoder of(ColumnType type) {
        return switch (type.kind()) {
            case TEXT -> new TextEncoder(Integer.MAX_VALUE);
            case STRING, INDEXED_STRING -> new TextEncoder(TextEncoder.LONGEST_ATTRIBUTE);
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
        };
    }
}
