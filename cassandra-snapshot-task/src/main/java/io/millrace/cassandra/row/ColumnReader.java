package io.millrace.cassandra.row;

import io.millrace.event.Column;
import io.millrace.event.Type;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads one column, or the elements of one collection. */
final class ColumnReader {
    private final Column ofNull;
    private final ValueReader values;
    private final byte[] prefix;
    private final byte[] nullValue;

    /** @param ofNull the column of a NULL, which may tell a size of the declared type */
    private ColumnReader(Column ofNull, ValueReader values) {
        this.ofNull = ofNull;
        this.values = values;
        prefix = ofNull.toBuilder().clearSize().build().toByteArray();
        nullValue = ofNull.toByteArray();
    }

    static ColumnReader of(Type type, ValueReader values) {
        return new ColumnReader(Column.newBuilder().setType(type).build(), values);
    }

    ColumnReader named(String name) {
        return new ColumnReader(ofNull.toBuilder().setName(name).build(), values);
    }

    /** With what a NULL says of its declared type. */
    ColumnReader withNullSize(int size) {
        return new ColumnReader(ofNull.toBuilder().setSize(size).build(), values);
    }

    String name() {
        return ofNull.getName();
    }

    Type type() {
        return ofNull.getType();
    }

    /**
     * Writes the column as a field of the message around it.
     *
     * @param bytes null for NULL
     */
    void read(int field, @Nullable ByteBuffer bytes, EventBuffer out) throws UnreadableValueException {
        if (bytes == null || isEmptyNumber(bytes)) {
            out.field(field, nullValue);
            return;
        }
        int start = out.begin(field);
        out.raw(prefix);
        values.read(bytes, out);
        out.end(start);
    }

    /** Cassandra lets no bytes stand for a number or a time: what the old Thrift interface left there. */
    private boolean isEmptyNumber(ByteBuffer bytes) {
        return switch (type()) {
            case STRING, TEXT, BYTES -> false;
            default -> !bytes.hasRemaining();
        };
    }
}
