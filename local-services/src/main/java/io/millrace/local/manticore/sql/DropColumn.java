package io.millrace.local.manticore.sql;

import java.io.IOException;

record DropColumn(String table, String column) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException, IOException {
        AlteredTable altered = AlteredTable.named(table, database);
        if (!altered.has(column)) {
            throw altered.missing(column);
        }
        altered.table().alter(schema -> schema.without(column));
        return new Done(0);
    }
}
