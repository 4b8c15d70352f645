package io.millrace.bridge.encode;

import io.millrace.event.Row;
import io.millrace.event.WireOutput;
import java.time.DateTimeException;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Writes a struct as the columns of a {@link Row}. */
final class RowWriter implements ValueWriter {
    private final Cell[] cells;

    private record Cell(Field field, @Nullable Object defaultValue, ColumnWriter writer) {
        @Nullable
        Object valueIn(Struct struct) {
            Object value = struct.get(field);
            // This gives the default for a NULL. Reading by name does not, but it has to look up the name.
            return value != null && value == defaultValue ? struct.getWithoutDefault(field.name()) : value;
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
                .map(field ->
                        new Cell(field, field.schema().defaultValue(), ColumnWriter.of(field.name(), field.schema())))
                .toArray(Cell[]::new));
    }

    /** Writes the columns into the message that is open. */
    @Override
    public void write(WireOutput out, Object struct) {
        Struct row = (Struct) struct;
        for (Cell cell : cells) {
            try {
                cell.writer.write(out, Row.COLUMNS_FIELD_NUMBER, cell.valueIn(row));
            } catch (ArithmeticException | ClassCastException | DateTimeException | NumberFormatException e) {
                // Without the exception, whose message may quote the value.
                throw new DataException(
                        "Column " + cell.field.name() + " of " + row.schema().name()
                                + " has a value that does not fit its schema " + cell.field.schema()
                                + " (" + e.getClass().getSimpleName() + "); look for a transformation that changes it");
            }
        }
    }

    /** Writes the row as a field of the message that is open. */
    void writeField(WireOutput out, int fieldNumber, Struct row) {
        int start = out.begin(fieldNumber);
        write(out, row);
        out.end(start);
    }
}
