package io.millrace.cassandra.row;

import io.millrace.event.Column;
import io.millrace.event.Type;
import io.millrace.event.WireOutput;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Turns the values of one column, or the elements of one collection, into columns of the event. */
final class CqlColumnReader {
    private final Column ofNull;
    private final CqlValueReader values;
    private final byte[] prefix;
    private final byte[] nullValue;

    /** @param ofNull the column that stands for NULL, which may carry the size of the declared type */
    private CqlColumnReader(Column ofNull, CqlValueReader values) {
        this.ofNull = ofNull;
        this.values = values;
        prefix = ofNull.toBuilder().clearSize().build().toByteArray();
        nullValue = ofNull.toByteArray();
    }

    static CqlColumnReader of(Type type, CqlValueReader values) {
        return new CqlColumnReader(Column.newBuilder().setType(type).build(), values);
    }

    CqlColumnReader named(String name) {
        return new CqlColumnReader(ofNull.toBuilder().setName(name).build(), values);
    }

    /** A reader whose NULLs carry the size of the declared type. */
    CqlColumnReader withNullSize(int size) {
        return new CqlColumnReader(ofNull.toBuilder().setSize(size).build(), values);
    }

    String name() {
        return ofNull.getName();
    }

    Type type() {
        return ofNull.getType();
    }

    /**
     * Writes the column as a field of the enclosing message.
     *
     * @param bytes the value in the native protocol; null for NULL
     */
    void read(int field, @Nullable ByteBuffer bytes, WireOutput out) throws RejectedRowException {
        if (bytes == null || isEmptyNumber(bytes)) {
            out.field(field, nullValue);
            return;
        }
        int start = out.begin(field);
        out.raw(prefix);
        values.read(bytes, out);
        out.end(start);
    }

    /** Cassandra accepts an empty value for a number or a time, a leftover of the Thrift interface; it means NULL. */
    private boolean isEmptyNumber(ByteBuffer bytes) {
        return switch (type()) {
            case STRING, TEXT, BYTES -> false;
            default -> !bytes.hasRemaining();
        };
    }
}
