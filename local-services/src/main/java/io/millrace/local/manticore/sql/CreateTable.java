package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.ColumnType;
import io.millrace.local.manticore.storage.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

record CreateTable(String table, boolean ifNotExists, List<Column> columns, Map<String, String> options)
        implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException, IOException {
        if (Words.OF_QUERIES.contains(table)) {
            throw failed("'" + table + "' is a reserved keyword");
        }
        List<Column> ownColumns = new ArrayList<>(columns);
        if (ownColumns.removeIf(column -> column.name().equals(Column.ID.name())) && hasTextId()) {
            throw new SqlException(
                    "error adding table '" + table + "': existing attribute specified in stored_fields: 'id'\n");
        }
        Set<String> names = new HashSet<>();
        for (Column column : ownColumns) {
            if (!names.add(column.name())) {
                throw failed("duplicate attribute name '" + column.name() + "'");
            }
        }
        if (!database.catalog().create(table, new Schema(ownColumns, options)) && !ifNotExists) {
            throw failed("table '" + table + "' already exists");
        }
        return new Done(0);
    }

    private boolean hasTextId() {
        return columns.stream()
                .anyMatch(column -> column.name().equals(Column.ID.name()) && column.type() == ColumnType.TEXT);
    }

    private SqlException failed(String reason) {
        return new SqlException("table '" + table + "': CREATE TABLE failed: " + reason);
    }
}
