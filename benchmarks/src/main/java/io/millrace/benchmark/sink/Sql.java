package io.millrace.benchmark.sink;

import io.millrace.local.ManticoreHttp;
import java.io.IOException;

/** Statements for a Manticore. */
final class Sql {
    private final ManticoreHttp manticore;

    Sql(String manticore) {
        this.manticore = new ManticoreHttp(manticore);
    }

    /** Returns the answer as text. */
    String run(String statement) throws IOException {
        return manticore.sql(statement).body();
    }

    /** Leaves alone what else a given server holds. */
    void dropTables() throws IOException {
        for (String table : new String[] {OrderEvents.TABLE, OrderEvents.WARM_UP}) {
            run("DROP TABLE IF EXISTS " + table);
            run("DELETE FROM millrace_tombstones WHERE table_name='" + table + "'");
        }
    }
}
