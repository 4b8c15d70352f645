package io.millrace.benchmark.sink;

import io.millrace.local.ManticoreHttp;
import java.io.IOException;

/** The benchmark's tables in Manticore. */
final class BenchmarkTables {
    private final ManticoreHttp manticore;

    BenchmarkTables(String manticore) {
        this.manticore = new ManticoreHttp(manticore);
    }

    private void run(String statement) throws IOException {
        manticore.sql(statement);
    }

    /** Drops the benchmark's tables, and no others of an external server. */
    void drop() throws IOException {
        drop(OrderEvents.TABLE);
        drop(OrderEvents.WARM_UP);
    }

    void drop(String table) throws IOException {
        run("DROP TABLE IF EXISTS " + table);
        run("DELETE FROM millrace_tombstones WHERE table_name='" + table + "'");
    }
}
