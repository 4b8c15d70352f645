package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Column;
import java.io.IOException;

record AddColumn(String table, Column column) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException, IOException {
        AlteredTable altered = AlteredTable.named(table, database);
        if (altered.has(column.name())) {
            throw altered.alreadyThere(column.name());
        }
        altered.table().alter(schema -> schema.with(column));
        return new Done(0);
    }
}
