package io.millrace.manticore.mapping;

import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.manticore.index.ColumnType;
import io.millrace.manticore.index.DocumentKey;
import io.millrace.manticore.index.IndexFaultException;
import io.millrace.manticore.index.JsonBuffer;
import io.millrace.manticore.index.TableCatalog;
import io.millrace.manticore.index.TableSchema;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One source table and the Manticore table it goes to. */
final class MappedTable {
    private final String source;
    private final String target;
    private final TableMapping mapping;
    private final MappingRules rules;
    private final TableCatalog catalog;
    private final Map<String, MappedColumn> columns = new HashMap<>();
    private final Map<String, String> sourceByTarget = new HashMap<>();
    private Optional<TableSchema> schema = Optional.empty();

    MappedTable(String source, String name, TableMapping mapping, MappingRules rules, TableCatalog catalog) {
        this.source = source;
        this.mapping = mapping;
        this.target = mapping.target().orElseGet(() -> Names.plain(name));
        this.rules = rules;
        this.catalog = catalog;
    }

    String source() {
        return source;
    }

    String target() {
        return target;
    }

    /** What the table in Manticore looks like, after {@link #prepare}. */
    TableSchema schema() {
        return schema.orElseThrow();
    }

    /** Sees to it that there is a table with a column for each of the row's. */
    void prepare(Row row, Row key, DocumentKey document) {
        TableSchema now = schema.orElseGet(() -> open(row, key));
        if (document.hashed() && !now.has(TableSchema.ROW_KEY)) {
            now = addOwnColumn(now, TableSchema.ROW_KEY, ColumnType.STRING);
        }
        schema = Optional.of(now);
        for (Column column : row.getColumnsList()) {
            MappedColumn known = columns.get(column.getName());
            if (known == null || !known.suits(column)) {
                columns.put(column.getName(), resolve(column, key));
            }
        }
    }

    /** Appends the row's columns, each with a comma after it. */
    void appendColumns(Row row, DocumentKey document, JsonBuffer out) throws UnfitValueException {
        for (Column column : row.getColumnsList()) {
            Objects.requireNonNull(columns.get(column.getName())).append(column, out);
        }
        if (document.hashed()) {
            out.append("\"" + TableSchema.ROW_KEY + "\":")
                    .string(document.rowKey())
                    .append(',');
        }
    }

    private TableSchema open(Row row, Row key) {
        TableSchema found = catalog.find(target).orElseGet(() -> create(row, key));
        return found.has(TableSchema.EVENT_ID) ? found : addOwnColumn(found, TableSchema.EVENT_ID, ColumnType.BIGINT);
    }

    private TableSchema create(Row row, Row key) {
        if (rules.evolution() != SchemaEvolution.BASIC) {
            throw new IndexFaultException("Table " + target + " for source table " + source
                    + " does not exist in Manticore; create it, or set schema.evolution to basic");
        }
        Map<String, ColumnType> wanted = new LinkedHashMap<>();
        for (Column column : row.getColumnsList()) {
            if (!leftOut(column, key)) {
                wantedType(column).ifPresent(type -> wanted.put(nameOf(column), type));
            }
        }
        wanted.put(TableSchema.ROW_KEY, ColumnType.STRING);
        wanted.put(TableSchema.EVENT_ID, ColumnType.BIGINT);
        return catalog.create(new TableSchema(target, wanted), mapping.options());
    }

    private TableSchema addOwnColumn(TableSchema now, String column, ColumnType type) {
        if (rules.evolution() != SchemaEvolution.BASIC) {
            throw new IndexFaultException(
                    "Table " + target + " in Manticore has no column " + column + "; run 'ALTER TABLE "
                            + target + " ADD COLUMN " + column + " " + type.declaration()
                            + "', or set schema.evolution to basic");
        }
        return catalog.addColumn(now, column, type);
    }

    private MappedColumn resolve(Column column, Row key) {
        TableSchema now = schema.orElseThrow();
        if (leftOut(column, key)) {
            return MappedColumn.leftOut(column);
        }
        if (DefaultTypes.type(column) == Type.TYPE_UNSPECIFIED) {
            return MappedColumn.undecided(column);
        }
        String name = nameOf(column);
        if (!now.has(name)) {
            Optional<ColumnType> wanted = wantedType(column);
            if (wanted.isEmpty() && column.getType() == Type.FLOAT_VECTOR) {
                return MappedColumn.undecided(column);
            }
            if (wanted.isEmpty() || rules.evolution() == SchemaEvolution.NONE) {
                return MappedColumn.leftOut(column);
            }
            if (rules.evolution() == SchemaEvolution.VALIDATE) {
                throw new IndexFaultException("Column " + column.getName() + " of source table " + source
                        + " has no column " + name + " in table " + target + " of Manticore; add it, exclude it, or set"
                        + " schema.evolution to basic");
            }
            now = catalog.addColumn(now, name, wanted.get());
            schema = Optional.of(now);
        }
        return place(column, name, now);
    }

    private MappedColumn place(Column column, String name, TableSchema now) {
        ColumnType live = Objects.requireNonNull(now.columns().get(name));
        ColumnType wanted = mapping.typeOf(column.getName()).orElse(live);
        if (wanted.kind() != live.kind()) {
            throw new IndexFaultException("Column " + column.getName() + " of source table " + source
                    + " is mapped to " + wanted + ", and in table " + target + " of Manticore it is " + live
                    + "; put the mapping right, or rebuild: drop the table and reset the connector's offsets");
        }
        // DESC tells the dimensions of a vector and not the scale of a bigint, which only the mapping knows.
        ColumnType type = live.kind() == ColumnType.Kind.BIGINT ? wanted : live;
        ValueEncoder encoder = ValueEncoder.of(type);
        boolean possible = mapping.typeOf(column.getName()).isPresent()
                ? encoder.converts(DefaultTypes.type(column))
                : encoder.takes(DefaultTypes.type(column));
        if (!possible) {
            throw new IndexFaultException(
                    "Column " + column.getName() + " of source table " + source + " is of type "
                            + column.getType() + ", which column " + name + " (" + live + ") of table " + target
                            + " in Manticore cannot hold; exclude it, or rebuild: drop the table and reset the connector's offsets");
        }
        return MappedColumn.stored(column, name, type, rules.nullHandling());
    }

    private Optional<ColumnType> wantedType(Column column) {
        return mapping.typeOf(column.getName()).or(() -> DefaultTypes.of(column));
    }

    /** A column that the mapping excludes, or that is the document id. */
    private boolean leftOut(Column column, Row key) {
        boolean documentId = key.getColumnsCount() == 1
                && key.getColumns(0).getName().equals(column.getName())
                && ExactInteger.possible(key.getColumns(0).getType())
                && Names.plain(column.getName()).equals("id");
        return documentId || !mapping.takes(column.getName());
    }

    private String nameOf(Column column) {
        String name = mapping.nameOf(column.getName());
        String other = sourceByTarget.putIfAbsent(name, column.getName());
        if (other != null && !other.equals(column.getName())) {
            throw new IndexFaultException("Columns " + other + " and " + column.getName() + " of source table " + source
                    + " would both be column " + name
                    + " in Manticore; rename one of them in the mapping of the table");
        }
        return name;
    }
}
