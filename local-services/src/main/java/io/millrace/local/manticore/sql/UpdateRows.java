package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.documents.RefusedException;
import io.millrace.local.manticore.search.Condition;
import io.millrace.local.manticore.storage.Table;
import java.io.IOException;

/** @param values as a JSON object */
record UpdateRows(String table, String values, Condition condition) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException, IOException {
        Table updated = database.table(table, "unknown table '" + table + "' in update request");
        try {
            return new Done(database.changes().update(Write.parsed(values), updated, condition));
        } catch (RefusedException e) {
            throw new SqlException(e.reason());
        }
    }
}
