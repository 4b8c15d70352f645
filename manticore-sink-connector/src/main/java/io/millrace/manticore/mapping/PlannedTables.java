package io.millrace.manticore.mapping;

import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.document.Tables;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tables as they would be after changes, which are only remembered. */
public final class PlannedTables implements Tables {
    private final Tables actual;
    private final Map<String, TableSchema> planned = new HashMap<>();

    public PlannedTables(Tables actual) {
        this.actual = actual;
    }

    @Override
    public Optional<TableSchema> find(String table) {
        return Optional.ofNullable(planned.get(table)).or(() -> actual.find(table));
    }

    @Override
    public boolean isEmpty(String table) {
        return actual.isEmpty(table);
    }

    @Override
    public TableSchema create(TableSchema schema, Map<String, String> options) {
        return plan(schema);
    }

    @Override
    public TableSchema addColumn(TableSchema schema, String column, ManticoreType type) {
        Map<String, ManticoreType> columns = new LinkedHashMap<>(schema.columns());
        columns.put(column, type);
        return plan(new TableSchema(schema.table(), columns));
    }

    @Override
    public TableSchema widen(TableSchema schema, String column) {
        return addColumn(schema, column, ManticoreType.BIGINT);
    }

    /** Whether Manticore accepts the options of a table shows only once it exists. */
    @Override
    public Map<String, String> optionsMissing(String table, Map<String, String> options) {
        return actual.find(table).isPresent() ? actual.optionsMissing(table, options) : Map.of();
    }

    private TableSchema plan(TableSchema schema) {
        planned.put(schema.table(), schema);
        return schema;
    }
}
