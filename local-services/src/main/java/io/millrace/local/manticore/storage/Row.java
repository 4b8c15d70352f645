package io.millrace.local.manticore.storage;

import java.nio.ByteBuffer;

/** A stored row, read in place. What it says does not change when the document is replaced or deleted later. */
public final class Row {
    private static final byte[] NOTHING = new byte[0];

    private final Schema schema;
    private final ByteBuffer buffer;
    private final int start;

    Row(Schema schema, ByteBuffer buffer, int start) {
        this.schema = schema;
        this.buffer = buffer;
        this.start = start;
    }

    public long id() {
        return buffer.getLong(start);
    }

    /** A number, boolean or time as an integer; unsigned types are never negative. */
    public long integer(Column column) {
        int slot = start + schema.slot(column);
        return column.type() == ColumnType.BIGINT ? buffer.getLong(slot) : buffer.getInt(slot) & 0xffff_ffffL;
    }

    public float decimal(Column column) {
        return buffer.getFloat(start + schema.slot(column));
    }

    /** Text, or JSON as text; empty when there is none. */
    public byte[] bytes(Column column) {
        int place = buffer.getInt(start + schema.slot(column));
        if (place == 0) {
            return NOTHING;
        }
        byte[] value = new byte[buffer.getInt(start + place)];
        buffer.get(start + place + Integer.BYTES, value);
        return value;
    }

    /** The numbers of a multi-value column, ascending. */
    public long[] integers(Column column) {
        boolean wide = column.type() == ColumnType.MULTI64;
        ByteBuffer values = ByteBuffer.wrap(bytes(column));
        long[] integers = new long[values.remaining() / (wide ? Long.BYTES : Integer.BYTES)];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = wide ? values.getLong() : values.getInt() & 0xffff_ffffL;
        }
        return integers;
    }

    /** The components of a vector. */
    public float[] vector(Column column) {
        ByteBuffer values = ByteBuffer.wrap(bytes(column));
        float[] vector = new float[values.remaining() / Float.BYTES];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = values.getFloat();
        }
        return vector;
    }
}
