package io.millrace.standin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    List<Float> vector(Column column) {
        List<Float> vector = new ArrayList<>();
        for (ByteBuffer value = value(column); value.hasRemaining(); ) {
            vector.add(value.getFloat());
        }
        return vector;
    }

    private ByteBuffer value(Column column) {
        long place = number(column);
        return ByteBuffer.wrap(bytes, (int) (place >>> Integer.SIZE), (int) place);
    }

    /** The same document in a table that may have other columns. */
    Row in(Schema other) {
        return other == schema
                ? this
                : of(other, id, other.columns().stream().map(this::old).toArray());
    }

    private Object old(Column column) {
        Optional<Column> old = schema.find(column.name());
        if (old.isEmpty() || !column.type().isBytes()) {
            return old.map(this::number).orElse(0L);
        }
        ByteBuffer value = value(column);
        return Arrays.copyOfRange(bytes, value.position(), value.limit());
    }
}
