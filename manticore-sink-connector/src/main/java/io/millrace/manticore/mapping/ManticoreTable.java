package io.millrace.manticore.mapping;

import io.millrace.event.SourceTable;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.rules.TableMapping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The Manticore table of a source table, created and changed as far as {@code schema.evolution} allows. */
final class ManticoreTable {
    private final SourceTable source;
    private final String name;
    private final TableMapping mapping;
    private final SchemaEvolution evolution;
    private final Tables tables;
    private Optional<TableSchema> schema = Optional.empty();

    ManticoreTable(SourceTable source, MappingRules rules, Tables tables) {
        this.source = source;
        this.name = rules.targetOf(source);
        this.mapping = rules.of(source);
        this.evolution = rules.evolution();
        this.tables = tables;
    }

    SourceTable source() {
        return source;
    }

    String name() {
        return name;
    }

    /** The table as it is, once it is open. */
    TableSchema schema() {
        return schema.orElseThrow();
    }

    boolean isOpen() {
        return schema.isPresent();
    }

    /** Finds or creates it. */
    void open(Supplier<Map<String, ManticoreType>> wantedColumns) {
        TableSchema found = tables.find(name).orElseGet(() -> create(wantedColumns.get()));
        Set<String> missing = tables.optionsMissing(name, mapping.options()).keySet();
        if (!missing.isEmpty()) {
            throw new TableFaultException(
                    name,
                    "Table " + name + " in Manticore does not have " + String.join(", ", missing)
                            + ", which the mapping of source table " + source
                            + " gives it. Manticore ignores names that it does not know: correct the mapping, or set the option"
                            + " with ALTER TABLE " + name + ", or " + rebuild());
        }
        TableSchema guarded = withOwn(found, TableSchema.EVENT_ID, ManticoreType.BIGINT);
        schema = Optional.of(
                found.has(TableSchema.ROW_KEY) ? withOwn(guarded, TableSchema.ROW_KEY, ManticoreType.STRING) : guarded);
    }

    /** Adds the column for the keys of rows whose document id is a hash. */
    void requireRowKey() {
        if (!schema().has(TableSchema.ROW_KEY)) {
            schema = Optional.of(withOwn(schema(), TableSchema.ROW_KEY, ManticoreType.STRING));
        }
    }

    /** Adds a column; false when schema.evolution ignores it. */
    boolean add(String sourceColumn, String column, ManticoreType type) {
        if (evolution == SchemaEvolution.NONE) {
            return false;
        }
        if (evolution == SchemaEvolution.VALIDATE) {
            throw new TableFaultException(
                    name,
                    "Column " + sourceColumn + " of source table " + source + " has no column "
                            + column + " in table " + name + " of Manticore; run '" + addition(column, type)
                            + "', exclude the column in the mapping of the table, or set schema.evolution to basic");
        }
        schema = Optional.of(tables.addColumn(schema(), column, type));
        return true;
    }

    boolean mayWiden() {
        return evolution == SchemaEvolution.BASIC;
    }

    void widen(String column) {
        schema = Optional.of(tables.widen(schema(), column));
    }

    /** What to do when the table cannot be changed as needed. */
    String rebuild() {
        return "rebuild table " + name + " (docs/mapping.md says how)";
    }

    private TableSchema create(Map<String, ManticoreType> wantedColumns) {
        if (evolution != SchemaEvolution.BASIC) {
            throw new TableFaultException(
                    name,
                    "Table " + name + " for source table " + source
                            + " does not exist in Manticore; create it, or set schema.evolution to basic");
        }
        Map<String, ManticoreType> columns = new LinkedHashMap<>(wantedColumns);
        columns.put(TableSchema.ROW_KEY, ManticoreType.STRING);
        columns.put(TableSchema.EVENT_ID, ManticoreType.BIGINT);
        return tables.create(new TableSchema(name, columns), mapping.options());
    }

    /** The table with a column that this connector needs for itself. */
    private TableSchema withOwn(TableSchema found, String column, ManticoreType type) {
        ManticoreType live = found.columns().get(column);
        if (live == null) {
            if (evolution != SchemaEvolution.BASIC) {
                throw new TableFaultException(
                        name,
                        "Table " + name + " in Manticore has no column " + column + "; run '" + addition(column, type)
                                + "', or set schema.evolution to basic");
            }
            return tables.addColumn(found, column, type);
        }
        boolean suits =
                live.equals(type) || type.equals(ManticoreType.STRING) && live.equals(ManticoreType.INDEXED_STRING);
        if (!suits) {
            throw new TableFaultException(
                    name,
                    "Column " + column + " of table " + name + " in Manticore is " + live
                            + ", and this connector needs it as " + type + "; drop the column, or map source table "
                            + source
                            + " to another table");
        }
        return found;
    }

    private String addition(String column, ManticoreType type) {
        return "ALTER TABLE " + name + " ADD COLUMN `" + column + "` " + type.declaration();
    }
}
