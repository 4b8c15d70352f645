package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.search.Query;
import io.millrace.local.manticore.search.QueryRun;
import io.millrace.local.manticore.search.Result;
import io.millrace.local.manticore.search.SearchException;
import io.millrace.local.manticore.storage.Table;

/** SELECT, and the search of JSON requests. */
public record Select(Query query) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException {
        return find(database)::writeTable;
    }

    public Result find(Database database) throws SqlException {
        if (query.page().fault().isPresent()) {
            throw new SqlException(query.page().fault().get());
        }
        Table table = database.table(query.table(), "unknown local table(s) '" + query.table() + "' in search request");
        try {
            return table.read(rows -> QueryRun.run(query, rows));
        } catch (SearchException e) {
            throw new SqlException("table " + query.table() + ": " + e.reason());
        }
    }
}
