package io.millrace.bridge.encode;

import io.millrace.event.Row;
import io.millrace.event.WireOutput;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
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
        return of(fields, ColumnWriter::of);
    }

    static RowWriter ofKey(List<Field> fields) {
        return of(fields, ColumnWriter::ofKey);
    }

    private static RowWriter of(List<Field> fields, BiFunction<String, Schema, ColumnWriter> writer) {
        return new RowWriter(fields.stream()
                .map(field ->
                        new Cell(field, field.schema().defaultValue(), writer.apply(field.name(), field.schema())))
                .toArray(Cell[]::new));
    }

    /** Writes the columns into the message that is open. */
    @Override
    public void write(WireOutput out, Object struct) {
        write(out, (Struct) struct, Set.of());
    }

    private void write(WireOutput out, Struct row, Set<String> leftOut) {
        for (Cell cell : cells) {
            if (leftOut.isEmpty() || !leftOut.contains(cell.field.name())) {
                write(out, row, cell);
            }
        }
    }

    private static void write(WireOutput out, Struct row, Cell cell) {
        try {
            cell.writer.write(out, Row.COLUMNS_FIELD_NUMBER, cell.valueIn(row));
        } catch (LossyColumnException e) {
            throw new DataException(
                    "Column " + cell.field.name() + " of " + row.schema().name() + ' ' + e.getMessage());
        } catch (ArithmeticException | ClassCastException | DateTimeException | NumberFormatException e) {
            // Without the exception, whose message may quote the value.
            throw new DataException(
                    "Column " + cell.field.name() + " of " + row.schema().name()
                            + " has a value that does not fit its schema " + cell.field.schema()
                            + " (" + e.getClass().getSimpleName() + "); look for a transformation that changes it");
        }
    }

    /** Writes the row as a field of the message that is open. */
    void writeField(WireOutput out, int fieldNumber, Struct row) {
        writeField(out, fieldNumber, row, Set.of());
    }

    /** @param leftOut names of columns that are not written */
    void writeField(WireOutput out, int fieldNumber, Struct row, Set<String> leftOut) {
        int start = out.begin(fieldNumber);
        write(out, row, leftOut);
        out.end(start);
    }

    /** Writes a field for each of these columns, with its name and type and without a value. */
    void writeNames(WireOutput out, int fieldNumber, Set<String> columns) {
        if (!columns.isEmpty()) {
            for (Cell cell : cells) {
                if (columns.contains(cell.field.name())) {
                    cell.writer.write(out, fieldNumber, null);
                }
            }
        }
    }

    /** A column's bytes in the event; {@link Integer#MAX_VALUE} when they are beyond what may be written at all. */
    record ColumnSize(String name, boolean binary, int bytes) {}

    /** The sizes of the row's columns; what is in the output is lost. */
    List<ColumnSize> sizes(Struct row, WireOutput scratch) {
        return Arrays.stream(cells)
                .map(cell -> new ColumnSize(
                        cell.field.name(), cell.field.schema().type() == Schema.Type.BYTES, size(row, cell, scratch)))
                .toList();
    }

    private static int size(Struct row, Cell cell, WireOutput scratch) {
        scratch.cutTo(0);
        try {
            write(scratch, row, cell);
            return scratch.size();
        } catch (WireOutput.LimitException e) {
            return Integer.MAX_VALUE;
        }
    }
}
