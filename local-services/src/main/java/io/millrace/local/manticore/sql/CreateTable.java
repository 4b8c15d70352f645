package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Catalog;
import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.Schema;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

record CreateTable(String table, boolean ifNotExists, List<Column> columns, Map<String, String> options)
        implements Statement {
    @Override
    public Answer execute(Catalog catalog) throws SqlException, IOException {
        if (ReservedWords.contains(table)) {
            throw failed("'" + table + "' is a reserved keyword");
        }
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name())) {
                throw failed("duplicate attribute name '" + column.name() + "'");
            }
        }
        if (!catalog.create(table, new Schema(columns, options)) && !ifNotExists) {
            throw failed("table '" + table + "' already exists");
        }
        return new Done(0);
    }

    private SqlException failed(String reason) {
        return new SqlException("table '" + table + "': CREATE TABLE failed: " + reason);
    }
}
