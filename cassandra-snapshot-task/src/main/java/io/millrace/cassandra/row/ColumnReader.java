package io.millrace.cassandra.row;

import io.millrace.event.Column;
import io.millrace.event.Type;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads one column, or the elements of one collection: its template has the name and the type. */
record ColumnReader(Column template, ValueReader values, int nullSize) {
    private static final int NONE = -1;

    static ColumnReader of(Type type, ValueReader values) {
        return new ColumnReader(Column.newBuilder().setType(type).build(), values, NONE);
    }

    ColumnReader named(String name) {
        return new ColumnReader(template.toBuilder().setName(name).build(), values, nullSize);
    }

    /** With what a NULL says of its declared type. */
    ColumnReader withNullSize(int size) {
        return new ColumnReader(template, values, size);
    }

    String name() {
        return template.getName();
    }

    Type type() {
        return template.getType();
    }

    /** @param bytes null for NULL */
    Column read(@Nullable ByteBuffer bytes) throws UnreadableValueException {
        if (bytes == null || isEmptyNumber(bytes)) {
            return nullSize == NONE
                    ? template
                    : template.toBuilder().setSize(nullSize).build();
        }
        Column.Builder column = template.toBuilder();
        values.read(bytes, column);
        return column.build();
    }

    /** Cassandra lets no bytes stand for a number or a time: what the old Thrift interface left there. */
    private boolean isEmptyNumber(ByteBuffer bytes) {
        return switch (type()) {
            case STRING, TEXT, BYTES -> false;
            default -> !bytes.hasRemaining();
        };
    }
}
