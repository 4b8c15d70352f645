package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Catalog;
import java.io.IOException;

record TruncateTable(String table) implements Statement {
    @Override
    public Answer execute(Catalog catalog) throws SqlException, IOException {
        catalog.table(table)
                .orElseThrow(() -> new SqlException("TRUNCATE RTINDEX requires an existing RT table"))
                .truncate();
        return new Done(0);
    }
}
