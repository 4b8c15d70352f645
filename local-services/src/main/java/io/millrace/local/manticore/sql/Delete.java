package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.documents.RefusedException;
import io.millrace.local.manticore.search.Condition;
import io.millrace.local.manticore.storage.Table;
import java.io.IOException;

record Delete(String table, Condition condition) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException, IOException {
        Table from = database.table(table, "unknown table '" + table + "' in delete request");
        try {
            return new Done(database.changes().delete(from, condition));
        } catch (RefusedException e) {
            throw new SqlException(e.reason());
        }
    }
}
