package io.millrace.standin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One document. Its bytes are 8 for each column, and after them what does not fit there: for such a column the 8 bytes
 * are where its value begins and how long it is.
 */
record Row(Schema schema, long id, byte[] bytes) {

    /** @param values of the columns, either a Long or bytes; null for one that is 0 or empty */
    static Row of(Schema schema, long id, @Nullable Object[] values) {
        int length = values.length * Long.BYTES;
        for (Object value : values) {
            length += value instanceof byte[] bytes ? bytes.length : 0;
        }
        ByteBuffer row = ByteBuffer.allocate(length);
        int end = values.length * Long.BYTES;
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof byte[] bytes) {
                row.putLong(i * Long.BYTES, (long) end << Integer.SIZE | bytes.length);
                row.put(end, bytes);
                end += bytes.length;
            } else if (values[i] instanceof Long number) {
                row.putLong(i * Long.BYTES, number);
            }
        }
        return new Row(schema, id, row.array());
    }

    /** The value of a column of whole numbers, or the id. */
    long number(Column column) {
        int position = schema.columns().indexOf(column);
        return position < 0 ? id : ByteBuffer.wrap(bytes).getLong(position * Long.BYTES);
    }

    float decimal(Column column) {
        return Float.intBitsToFloat((int) number(column));
    }

    /** The value of a column of text, JSON or a list of whole numbers, the way that SQL answers give it. */
    String text(Column column) {
        return StandardCharsets.UTF_8.decode(value(column)).toString();
    }

    float[] vector(Column column) {
        ByteBuffer value = value(column);
        float[] vector = new float[value.remaining() / Float.BYTES];
        value.asFloatBuffer().get(vector);
        return vector;
    }

    private ByteBuffer value(Column column) {
        long place = number(column);
        return ByteBuffer.wrap(bytes, (int) (place >>> Integer.SIZE), (int) place);
    }

    /** The same document in a table that may have other columns. */
    Row in(Schema other) {
        if (other == schema) {
            return this;
        }
        Object[] values = other.columns().stream().map(this::old).toArray();
        return of(other, id, values);
    }

    private Object old(Column column) {
        Column old = schema.find(column.name()).orElse(column);
        if (!schema.columns().contains(old)) {
            return 0L;
        }
        byte[] value = new byte[old.type().isBytes() ? value(old).remaining() : 0];
        if (old.type().isBytes()) {
            value(old).get(value);
        }
        return old.type().isBytes() ? value : (Object) number(old);
    }
}
