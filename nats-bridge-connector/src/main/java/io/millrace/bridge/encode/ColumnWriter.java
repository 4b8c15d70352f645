package io.millrace.bridge.encode;

import io.millrace.event.Column;
import java.io.IOException;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Writes one column, or one element of a list or map; its name and type are bytes already. */
final class ColumnWriter {
    private final byte[] nameAndType;
    private final byte[] size;
    private final ValueWriter value;

    private ColumnWriter(byte[] nameAndType, byte[] size, ValueWriter value) {
        this.nameAndType = nameAndType;
        this.size = size;
        this.value = value;
    }

    /** @param name empty for an element */
    static ColumnWriter of(String name, Schema schema) {
        ColumnType type = ColumnTypes.of(schema);
        Column.Builder column = Column.newBuilder().setName(name).setType(type.type());
        Column.Builder size = Column.newBuilder();
        type.size().ifPresent(size::setSize);
        return new ColumnWriter(column.build().toByteArray(), size.build().toByteArray(), type.writer());
    }

    void write(WireOutput out, int fieldNumber, @Nullable Object columnValue) throws IOException {
        int start = out.begin(fieldNumber);
        out.coded().writeRawBytes(nameAndType);
        if (columnValue == null) {
            out.coded().writeRawBytes(size);
        } else {
            value.write(out, columnValue);
        }
        out.end(start);
    }
}
