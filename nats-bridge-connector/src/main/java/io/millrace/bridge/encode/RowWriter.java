package io.millrace.bridge.encode;

import io.millrace.event.Row;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Writes a struct as the columns of a {@link Row}. */
final class RowWriter implements ValueWriter {
    private final Cell[] cells;

    private record Cell(Field field, boolean hasDefault, ColumnWriter writer) {
        Object valueIn(Struct struct) {
            // Struct.get gives the default where the row has NULL; reading by name does not, but looks the name up.
            return hasDefault ? struct.getWithoutDefault(field.name()) : struct.get(field);
        }
    }

    private RowWriter(Cell[] cells) {
        this.cells = cells;
    }

    static RowWriter of(Schema schema) {
        return of(schema.fields());
    }

    static RowWriter of(List<Field> fields) {
        return new RowWriter(fields.stream()
                .map(field -> new Cell(
                        field, field.schema().defaultValue() != null, ColumnWriter.of(field.name(), field.schema())))
                .toArray(Cell[]::new));
    }

    /** Writes the columns into the message that is open. */
    @Override
    public void write(WireOutput out, Object struct) throws IOException {
        Struct row = (Struct) struct;
        for (Cell cell : cells) {
            cell.writer.write(out, Row.COLUMNS_FIELD_NUMBER, cell.valueIn(row));
        }
    }

    /** Writes the row as a field of the message that is open. */
    void writeField(WireOutput out, int fieldNumber, Struct row) throws IOException {
        int start = out.begin(fieldNumber);
        write(out, row);
        out.end(start);
    }
}
