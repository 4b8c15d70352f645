package io.millrace.manticore.mapping;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.Column;
import io.millrace.event.Column.ValueCase;
import io.millrace.event.ColumnRules;
import io.millrace.event.InvalidEventException;
import io.millrace.event.Row;
import io.millrace.event.Source;
import io.millrace.event.Type;
import io.millrace.manticore.document.BulkLines;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.encoding.UnfitValueException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How the events of a table look whose rows go to Manticore unchanged: what source they name, which columns they have in
 * which order, and what becomes of each. Such an event is written as JSON while its bytes are read, which takes a third of
 * the time that it takes to parse it first. Any other event is left to the {@link TableMapper}, which says what is wrong with
 * it, or changes the table.
 */
final class RowPlan {
    private static final int COLUMN = Row.COLUMNS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private final TableMapper table;
    private final byte[] source;
    private final boolean mysql;
    /** The columns of the key if it is one whole number, else none. */
    private final List<WireColumn> numberKey;

    private final Cell[] cells;
    private final WireValue value = new WireValue();

    /** @param head the bytes of the column's name and type, with which each of its values begins */
    private record WireColumn(byte[] head, Type type, ValueCase kind, int tag) {
        static WireColumn of(Column column) {
            ValueCase kind = ColumnRules.kindOf(column.getType());
            return new WireColumn(
                    Column.newBuilder()
                            .setName(column.getName())
                            // By its number: a newer version may have written one that this version does not know.
                            .setTypeValue(column.getTypeValue())
                            .build()
                            .toByteArray(),
                    column.getType(),
                    kind,
                    WireValue.tag(kind));
        }
    }

    private record Cell(WireColumn column, boolean stored, ColumnMapper mapper) {
        static Cell of(Column column, ColumnMapper mapper) {
            return new Cell(WireColumn.of(column), mapper.stores(), mapper);
        }

        boolean isPlannable() {
            return stored ? WireValue.reads(column.kind) : column.kind != ValueCase.VALUE_NOT_SET;
        }
    }

    private RowPlan(TableMapper table, byte[] source, boolean mysql, List<WireColumn> numberKey, Cell[] cells) {
        this.table = table;
        this.source = source;
        this.mysql = mysql;
        this.numberKey = numberKey;
        this.cells = cells;
    }

    /**
     * The plan for events like this one, which the table has mapped; empty if there are none because of a column that
     * cannot be written while it is read.
     */
    static Optional<RowPlan> like(ChangeEvent event, TableMapper table) {
        Source named = event.getSource();
        byte[] source = Source.newBuilder()
                .setConnector(named.getConnector())
                .setName(named.getName())
                .setDatabase(named.getDatabase())
                .setTable(named.getTable())
                .build()
                .toByteArray();
        Cell[] cells = event.getAfter().getColumnsList().stream()
                .map(column -> Cell.of(column, table.mapperOf(column)))
                .toArray(Cell[]::new);
        return Arrays.stream(cells).allMatch(Cell::isPlannable)
                ? Optional.of(new RowPlan(
                        table,
                        source,
                        named.getConnector().equals(TableMapper.MYSQL),
                        numberKey(event.getKey()),
                        cells))
                : Optional.empty();
    }

    private static List<WireColumn> numberKey(Row key) {
        return key.getColumnsCount() == 1
                        && DocumentKeys.maybeNatural(key.getColumns(0).getType())
                ? List.of(WireColumn.of(key.getColumns(0)))
                : List.of();
    }

    /**
     * What an event changes; nothing but the buffer is changed here.
     *
     * @param line is overwritten
     * @return empty if the event has to be parsed
     */
    Optional<RowChange> change(byte[] event, int origin, JsonBuffer line) {
        try {
            Optional<EventParts> parts = EventParts.of(event);
            return parts.isPresent() && isOfSource(event, parts.get().source())
                    ? change(event, parts.get(), origin, line)
                    : Optional.empty();
        } catch (IOException | InvalidEventException | TableFaultException | UnfitValueException e) {
            return Optional.empty();
        }
    }

    private Optional<RowChange> change(byte[] event, EventParts parts, int origin, JsonBuffer line)
            throws IOException, UnfitValueException {
        Optional<DocumentKey> document = document(event, parts);
        if (document.isEmpty() || document.get().hashed() && !table.schema().has(TableSchema.ROW_KEY)) {
            return Optional.empty();
        }
        line.cutTo(0);
        BulkLines.beginReplace(line, table.target(), document.get());
        if (!appendColumns(event, parts.row(), line)) {
            return Optional.empty();
        }
        TableMapper.appendRowKey(document.get(), line);
        BulkLines.end(line, parts.id());
        return Optional.of(
                new RowChange.Replace(table.schema(), document.get(), parts.id(), origin, line.toByteArray(), 0));
    }

    private Optional<DocumentKey> document(byte[] event, EventParts parts) throws IOException, UnfitValueException {
        long number = number(event, parts.key());
        if (number > 0) {
            return Optional.of(DocumentKey.natural(number));
        }
        Row key = ChangeEvents.parseKey(event, parts.key().from(), parts.key().length());
        if (!table.knowsKey(key)) {
            return Optional.empty();
        }
        if (mysql && !parts.snapshot()) {
            DocumentKeys.requireReadable(key);
        }
        return Optional.of(table.documentOf(key));
    }

    /** A key that is the document's id; 0 or less for any other. */
    private long number(byte[] event, EventParts.ByteRange key) throws IOException {
        CodedInputStream in = key.open(event);
        for (WireColumn column : numberKey) {
            if (!read(in, event, key, column, true) || value.kind() == ValueCase.VALUE_NOT_SET || !in.isAtEnd()) {
                return 0;
            }
        }
        return numberKey.isEmpty() ? 0 : value.longValue();
    }

    /** Whether the event is of the plan's source, and says nothing else of that afterwards. */
    private boolean isOfSource(byte[] event, EventParts.ByteRange part) throws IOException {
        if (!begins(event, part.from(), source)) {
            return false;
        }
        CodedInputStream in = part.open(event);
        in.skipRawBytes(source.length);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) <= Source.TABLE_FIELD_NUMBER || !in.skipField(tag)) {
                return false;
            }
        }
        return true;
    }

    private boolean appendColumns(byte[] event, EventParts.ByteRange row, JsonBuffer line)
            throws IOException, UnfitValueException {
        CodedInputStream in = row.open(event);
        for (Cell cell : cells) {
            if (!read(in, event, row, cell.column, cell.stored)
                    || !cell.mapper.suits(value, table.typeOfDecimal(value.isWhole()))) {
                return false;
            }
            cell.mapper.append(value, line);
        }
        return in.isAtEnd();
    }

    /** Reads the next column; false if it is another one, or is to be parsed. */
    private boolean read(CodedInputStream in, byte[] event, EventParts.ByteRange row, WireColumn column, boolean wanted)
            throws IOException {
        if (in.readTag() != COLUMN) {
            return false;
        }
        int outer = in.pushLimit(in.readRawVarint32());
        if (!begins(event, row.from() + in.getTotalBytesRead(), column.head)) {
            return false;
        }
        in.skipRawBytes(column.head.length);
        if (!value.read(in, column.type, column.kind, column.tag, wanted)) {
            return false;
        }
        in.popLimit(outer);
        return true;
    }

    private static boolean begins(byte[] event, int from, byte[] head) {
        return event.length - from >= head.length
                && Arrays.equals(event, from, from + head.length, head, 0, head.length);
    }
}
