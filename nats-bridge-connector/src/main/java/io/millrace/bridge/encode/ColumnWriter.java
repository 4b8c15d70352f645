package io.millrace.bridge.encode;

import io.millrace.event.Column;
import io.millrace.event.Type;
import io.millrace.event.WireOutput;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Writes one column, or one element of a list or map; its name and type are already encoded. */
final class ColumnWriter {
    private final byte[] nameAndType;
    private final byte[] size;
    private final int dimension;
    private final ValueWriter value;
    private final @Nullable ColumnWriter decimal;

    /** @param decimal for values that do not fit a column that looks like UINT64 */
    private ColumnWriter(String name, EventColumnType type, @Nullable ColumnWriter decimal) {
        Column.Builder size = Column.newBuilder();
        type.size().ifPresent(size::setSize);
        this.nameAndType =
                Column.newBuilder().setName(name).setType(type.type()).build().toByteArray();
        this.size = size.build().toByteArray();
        this.dimension = type.type() == Type.FLOAT_VECTOR ? type.size().orElse(0) : 0;
        this.value = type.writer();
        this.decimal = decimal;
    }

    /** @param name empty for an element */
    static ColumnWriter of(String name, Schema schema) {
        return of(name, EventColumnTypes.of(schema));
    }

    /** A column of a key, whose value must be the same in a snapshot and in the binlog. */
    static ColumnWriter ofKey(String name, Schema schema) {
        EventColumnType type = EventColumnTypes.of(schema);
        return of(name, type.type() == Type.FLOAT ? EventColumnType.of(Type.FLOAT, ValueWriters.KEY_FLOAT) : type);
    }

    private static ColumnWriter of(String name, EventColumnType type) {
        ColumnWriter decimal = type.writer() == ValueWriters.UNSIGNED_DECIMAL
                ? new ColumnWriter(name, EventColumnType.of(Type.DECIMAL, ValueWriters.DECIMAL), null)
                : null;
        return new ColumnWriter(name, type, decimal);
    }

    /** Whether a vector is shorter than its column allows. */
    private boolean hidesDimension(Object columnValue) {
        return dimension > 0 && columnValue instanceof List<?> vector && vector.size() < dimension;
    }

    void write(WireOutput out, int fieldNumber, @Nullable Object columnValue) {
        if (decimal != null && columnValue != null && !ValueWriters.isUint64(columnValue)) {
            decimal.write(out, fieldNumber, columnValue);
            return;
        }
        int start = out.begin(fieldNumber);
        out.raw(nameAndType);
        if (columnValue == null || hidesDimension(columnValue)) {
            out.raw(size);
        }
        if (columnValue != null) {
            value.write(out, columnValue);
        }
        out.end(start);
    }
}
