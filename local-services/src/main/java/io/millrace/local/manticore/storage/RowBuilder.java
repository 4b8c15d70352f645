package io.millrace.local.manticore.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Lays out one row after the other: the id, a slot of fixed size per column, then what is of variable size. */
public final class RowBuilder {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final Schema schema;
    private byte[] bytes;
    private int length;

    public RowBuilder(Schema schema) {
        this.schema = schema;
        this.bytes = new byte[Math.max(256, schema.fixedBytes())];
    }

    public Schema schema() {
        return schema;
    }

    /** Begins a row whose columns all have their defaults. */
    public void start(long id) {
        length = schema.fixedBytes();
        Arrays.fill(bytes, 0, length, (byte) 0);
        LONG.set(bytes, 0, id);
    }

    public long id() {
        return (long) LONG.get(bytes, 0);
    }

    /** Takes over the columns of a row that this schema has too, under the same name. */
    public void copy(Row row, Schema from) {
        start(row.id());
        for (Column column : from.columns()) {
            schema.column(column.name()).ifPresent(kept -> copy(row, column, kept));
        }
    }

    private void copy(Row row, Column from, Column to) {
        switch (from.type()) {
            case INT, BIGINT, BOOL, TIMESTAMP -> integer(to, row.integer(from));
            case FLOAT -> decimal(to, row.decimal(from));
            case TEXT, STRING, JSON, MULTI, MULTI64, FLOAT_VECTOR -> bytes(to, row.bytes(from));
        }
    }

    public void integer(Column column, long value) {
        if (column.type() == ColumnType.BIGINT) {
            LONG.set(bytes, schema.slot(column), value);
        } else {
            INT.set(bytes, schema.slot(column), (int) value);
        }
    }

    public void decimal(Column column, float value) {
        INT.set(bytes, schema.slot(column), Float.floatToRawIntBits(value));
    }

    public void bytes(Column column, byte[] value) {
        if (value.length == 0) {
            INT.set(bytes, schema.slot(column), 0);
            return;
        }
        int needed = length + Integer.BYTES + value.length;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, needed));
        }
        INT.set(bytes, schema.slot(column), length);
        INT.set(bytes, length, value.length);
        System.arraycopy(value, 0, bytes, length + Integer.BYTES, value.length);
        length = needed;
    }

    byte[] row() {
        return bytes;
    }

    int length() {
        return length;
    }
}
