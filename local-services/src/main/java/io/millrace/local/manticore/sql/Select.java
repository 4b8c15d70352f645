package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.search.Query;
import io.millrace.local.manticore.search.QueryRun;
import io.millrace.local.manticore.search.Result;
import io.millrace.local.manticore.search.SearchException;
import io.millrace.local.manticore.storage.Table;

record Select(Query query) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException {
        Table table = database.table(query.table(), "unknown local table(s) '" + query.table() + "' in search request");
        try {
            Result result = table.read(rows -> QueryRun.run(query, rows));
            return result::writeTable;
        } catch (SearchException e) {
            throw new SqlException("table " + query.table() + ": " + e.reason());
        }
    }
}
