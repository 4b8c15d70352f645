package io.millrace.local.manticore.sql;

import java.io.IOException;

record TruncateTable(String table) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException, IOException {
        database.table(table, "TRUNCATE RTINDEX requires an existing RT table").truncate();
        return new Done(0);
    }
}
