package io.millrace.manticore.mapping;

import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.document.Tables;
import java.util.Map;
import java.util.Optional;

/** Manticore without a table, for programs that map events on their own. */
public final class NoTables implements Tables {
    @Override
    public Optional<TableSchema> find(String table) {
        return Optional.empty();
    }

    @Override
    public boolean isEmpty(String table) {
        return true;
    }

    @Override
    public TableSchema create(TableSchema schema, Map<String, String> options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TableSchema addColumn(TableSchema schema, String column, ManticoreType type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TableSchema widen(TableSchema schema, String column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, String> optionsMissing(String table, Map<String, String> options) {
        return Map.of();
    }
}
