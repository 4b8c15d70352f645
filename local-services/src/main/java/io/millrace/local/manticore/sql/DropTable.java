package io.millrace.local.manticore.sql;

import java.io.IOException;

record DropTable(String table, boolean ifExists) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException, IOException {
        if (!database.catalog().drop(table) && !ifExists) {
            throw new SqlException("DROP TABLE failed: unknown table '" + table + "'");
        }
        return new Done(0);
    }
}
