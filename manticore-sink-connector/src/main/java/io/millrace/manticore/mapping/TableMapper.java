package io.millrace.manticore.mapping;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.event.SourceTable;
import io.millrace.event.Type;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.encoding.ExactInteger;
import io.millrace.manticore.encoding.UnfitValueException;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.TableMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps the rows of one source table to its table in Manticore, which is created and changed as rows need it. */
final class TableMapper {
    private static final Logger LOG = LoggerFactory.getLogger(TableMapper.class);

    /** Its decimals have the scale of their column, and its columns' names differ in more than case; not so in others. */
    static final String MYSQL = "mysql";

    private final TableMapping mapping;
    private final ManticoreTable target;
    private final ColumnPlanner resolver;
    private final Map<String, ColumnMapper> columns = new HashMap<>();
    /** One row for all keys of the same names and types. */
    private final List<Row> knownKeys = new ArrayList<>();

    private Optional<RowPlan> plan = Optional.empty();
    /** How many events were mapped without the plan since the columns last changed. */
    private int unplanned;

    /** A row with other columns than the one before is no reason to plan at once for more like it. */
    private static final int UNPLANNED = 16;

    private TableMapper(ManticoreTable target, TableMapping mapping, ColumnPlanner resolver) {
        this.mapping = mapping;
        this.target = target;
        this.resolver = resolver;
    }

    /** @param event one of the table's, or none */
    static TableMapper of(
            SourceTable source, MappingRules rules, Tables tables, TableAdmission admission, ChangeEvent event) {
        ManticoreTable target = new ManticoreTable(source, rules, tables);
        TableMapping mapping = rules.of(source);
        boolean mysql = event.getSource().getConnector().equals(MYSQL);
        return new TableMapper(target, mapping, new ColumnPlanner(target, mapping, rules, admission, mysql));
    }

    SourceTable source() {
        return target.source();
    }

    String target() {
        return target.name();
    }

    /** The table in Manticore, once it is open. */
    TableSchema schema() {
        return target.schema();
    }

    boolean isOpen() {
        return target.isOpen();
    }

    /** Whether a key has the names and types of one that was added; as an empty one has. */
    boolean knowsKey(Row key) {
        boolean known = key.getColumnsCount() == 0;
        for (int i = 0; !known && i < knownKeys.size(); i++) {
            known = isAlike(knownKeys.get(i), key);
        }
        return known;
    }

    void addKey(Row key) {
        knownKeys.add(key);
    }

    private static boolean isAlike(Row one, Row other) {
        boolean alike = one.getColumnsCount() == other.getColumnsCount();
        for (int i = 0; alike && i < one.getColumnsCount(); i++) {
            Column column = one.getColumns(i);
            alike = column.getType() == other.getColumns(i).getType()
                    && column.getName().equals(other.getColumns(i).getName());
        }
        return alike;
    }

    DocumentKey documentOf(Row key) throws UnfitValueException {
        if (mapping.idColumn().isEmpty() || key.getColumnsCount() == 0) {
            return DocumentKeys.of(key);
        }
        return DocumentKeys.of(key, idOf(key, mapping.idColumn().get()));
    }

    /** Fails when the column chosen as the id cannot be the document's id. */
    void requireId(Row key) {
        mapping.idColumn().ifPresent(name -> idOf(key, name));
    }

    private Column idOf(Row key, String name) {
        Column id = key.getColumnsList().stream()
                .filter(column -> column.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new TableFaultException(
                        target(),
                        "Column " + name + " is the id in the mapping of source table "
                                + source() + " and not part of its key, so deletes would not be applied;"
                                + " choose a column of the key, or set message.key.columns in the Debezium connector"));
        if (!ExactInteger.possible(id.getType())) {
            throw new TableFaultException(
                    target(),
                    "Column " + name + " is the id in the mapping of source table " + source() + " and is of type "
                            + id.getType() + ", which is no whole number; choose another column, or none");
        }
        return id;
    }

    /** Creates what the event's row needs, and checks that the event has every column that is stored. */
    void prepare(ChangeEvent event, DocumentKey document) throws UnfitValueException {
        Row row = event.getAfter();
        if (event.getLeftOutCount() == 0) {
            prepare(row, event.getKey(), document);
        } else {
            Row whole = row.toBuilder().addAllColumns(event.getLeftOutList()).build();
            prepare(whole, event.getKey(), document);
            requireStored(event.getLeftOutList());
        }
    }

    /** Creates what the row needs: its table, and a column for each of its columns. */
    private void prepare(Row row, Row key, DocumentKey document) {
        if (!target.isOpen()) {
            open(row, key);
            warnOfMissing(row);
        }
        if (document.hashed()) {
            target.requireRowKey();
        }
        for (Column column : row.getColumnsList()) {
            prepare(column, row, key);
        }
    }

    /** Not a fault: they may have been dropped, or be added later. */
    private void warnOfMissing(Row row) {
        Set<String> missing = new TreeSet<>(mapping.columns().keySet());
        missing.addAll(mapping.excluded());
        row.getColumnsList().forEach(column -> missing.remove(column.getName()));
        if (!missing.isEmpty()) {
            LOG.warn("The mapping of source table {} names columns that its rows do not have: {}", source(), missing);
        }
    }

    /** Finds or creates the table. */
    void open(Row row, Row key) {
        target.open(() -> resolver.wantedColumns(row, key));
    }

    void prepare(Column column, Row row, Row key) {
        ColumnMapper known = columns.get(column.getName());
        if (known == null || !known.suits(column, resolver.typeOf(column))) {
            Optional<Type> before = Optional.ofNullable(known).map(ColumnMapper::type);
            columns.put(column.getName(), resolver.resolve(column, row, key, before));
            plan = Optional.empty();
            unplanned = 0;
        }
    }

    /** Fails when an existing column is not of the type that the mapping names. */
    void requireTypes(String column) {
        for (TableMapping.Part part : mapping.partsOf(column)) {
            String name = part.nameFor(column);
            if (schema().has(name)) {
                resolver.requireType(column, part, name);
            }
        }
    }

    /**
     * Checks that a row lacks nothing that is stored.
     *
     * @param leftOut the columns that it lacks since the event would be too large with them; prepared
     */
    private void requireStored(List<Column> leftOut) throws UnfitValueException {
        for (Column column : leftOut) {
            if (mapperOf(column).stores()) {
                throw new UnfitValueException(
                        "column " + column.getName() + ": the event came without it, being too large"
                                + " with it; raise value.converter.event.max.bytes of the source connector, or exclude the column in"
                                + " the mapping of the table");
            }
        }
    }

    /** The names in Manticore of all columns that the rows so far are written to. */
    Set<String> writtenColumns() {
        Set<String> written = new TreeSet<>();
        columns.values().forEach(column -> written.addAll(column.targets()));
        return written;
    }

    /** How events like the last ones can be mapped without being parsed. */
    Optional<RowPlan> plan() {
        return plan;
    }

    /** Makes a plan for events like one that was mapped without it, when there are more of them. */
    void planFor(ChangeEvent event) {
        if (unplanned++ % UNPLANNED == 0) {
            plan = RowPlan.like(event, this);
        }
    }

    ColumnMapper mapperOf(Column column) {
        return Objects.requireNonNull(columns.get(column.getName()));
    }

    Type typeOfDecimal(boolean whole) {
        return resolver.typeOfDecimal(whole);
    }

    /** Appends the row's columns, each with a comma after it. */
    void appendColumns(Row row, DocumentKey document, JsonBuffer out) throws UnfitValueException {
        for (Column column : row.getColumnsList()) {
            mapperOf(column).append(column, out);
        }
        appendRowKey(document, out);
    }

    /** Appends the key with a comma after it, unless the document's id is the key. */
    static void appendRowKey(DocumentKey document, JsonBuffer out) {
        if (document.hashed()) {
            out.append("\"" + TableSchema.ROW_KEY + "\":")
                    .string(document.rowKey())
                    .append(',');
        }
    }
}
