package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Catalog;
import java.io.IOException;

record DropTable(String table, boolean ifExists) implements Statement {
    @Override
    public Answer execute(Catalog catalog) throws SqlException, IOException {
        if (!catalog.drop(table) && !ifExists) {
            throw new SqlException("DROP TABLE failed: unknown table '" + table + "'");
        }
        return new Done(0);
    }
}
