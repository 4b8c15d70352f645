package io.millrace.local.manticore.sql;

import java.io.IOException;
import java.util.Map;

/** ALTER TABLE with options, which are checked for nothing, as at CREATE TABLE. */
record ChangeOptions(String table, Map<String, String> options) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException, IOException {
        AlteredTable.named(table, database)
                .table()
                .alter(schema -> schema.withOptions(TableOptions.effective(options)));
        return new Done(0);
    }
}
