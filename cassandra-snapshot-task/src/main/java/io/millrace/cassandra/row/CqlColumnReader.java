package io.millrace.cassandra.row;

import io.millrace.event.Column;
import io.millrace.event.Type;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads one column, or the elements of one collection. */
final class CqlColumnReader {
    private final Column ofNull;
    private final CqlValueReader values;
    private final byte[] prefix;
    private final byte[] nullValue;

    /** @param ofNull the column of a NULL, which may tell a size of the declared type */
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

    /** With what a NULL says of its declared type. */
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
     * Writes the column as a field of the message around it.
     *
     * @param bytes null for NULL
     */
    void read(int field, @Nullable ByteBuffer bytes, EventBuffer out) throws RejectedRowException {
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
