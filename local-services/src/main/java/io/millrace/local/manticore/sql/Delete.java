package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.search.Condition;
import io.millrace.local.manticore.search.SearchException;
import io.millrace.local.manticore.search.Selection;
import io.millrace.local.manticore.storage.Table;
import io.millrace.local.manticore.storage.Transaction;
import java.io.IOException;

record Delete(String table, Condition condition) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException, IOException {
        Table from = database.table(table, "unknown table '" + table + "' in delete request");
        Transaction transaction = new Transaction(from);
        try {
            for (long id : Selection.ids(from, condition)) {
                transaction.delete(id);
            }
        } catch (SearchException e) {
            throw new SqlException("table " + table + ": " + e.reason());
        }
        return new Done(transaction.commit());
    }
}
