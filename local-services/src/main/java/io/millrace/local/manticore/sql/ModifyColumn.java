package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.ColumnType;
import java.io.IOException;

/** All that can be modified is an int: to a bigint. */
record ModifyColumn(String table, Column column) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException, IOException {
        AlteredTable altered = AlteredTable.named(table, database);
        Column former =
                altered.table().schema().column(column.name()).orElseThrow(() -> altered.missing(column.name()));
        if (former.type() != ColumnType.INT || column.type() != ColumnType.BIGINT) {
            throw altered.alreadyThere(column.name());
        }
        altered.table().alter(schema -> schema.replacing(column));
        return new Done(0);
    }
}
