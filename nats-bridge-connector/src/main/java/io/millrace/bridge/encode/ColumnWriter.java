package io.millrace.bridge.encode;

import io.millrace.event.Column;
import io.millrace.event.Type;
import io.millrace.event.WireOutput;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Writes one column, or one element of a list or map; its name and type are already encoded. */
final class ColumnWriter {
    private final byte[] nameAndType;
    private final byte[] size;
    private final ValueWriter value;
    private final @Nullable ColumnWriter decimal;

    /** @param decimal for values that do not fit a column that looks like UINT64 */
    private ColumnWriter(byte[] nameAndType, byte[] size, ValueWriter value, @Nullable ColumnWriter decimal) {
        this.nameAndType = nameAndType;
        this.size = size;
        this.value = value;
        this.decimal = decimal;
    }

    /** @param name empty for an element */
    static ColumnWriter of(String name, Schema schema) {
        EventColumnType type = EventColumnTypes.of(schema);
        ColumnWriter decimal = type.writer() == ValueWriters.UNSIGNED_DECIMAL
                ? of(name, EventColumnType.of(Type.DECIMAL, ValueWriters.DECIMAL), null)
                : null;
        return of(name, type, decimal);
    }

    private static ColumnWriter of(String name, EventColumnType type, @Nullable ColumnWriter decimal) {
        Column.Builder column = Column.newBuilder().setName(name).setType(type.type());
        Column.Builder size = Column.newBuilder();
        type.size().ifPresent(size::setSize);
        return new ColumnWriter(column.build().toByteArray(), size.build().toByteArray(), type.writer(), decimal);
    }

    void write(WireOutput out, int fieldNumber, @Nullable Object columnValue) {
        if (decimal != null && columnValue != null && !ValueWriters.isUint64(columnValue)) {
            decimal.write(out, fieldNumber, columnValue);
            return;
        }
        int start = out.begin(fieldNumber);
        out.raw(nameAndType);
        if (columnValue == null) {
            out.raw(size);
        } else {
            value.write(out, columnValue);
        }
        out.end(start);
    }
}
