package io.millrace.sync;

import java.io.PrintStream;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How many rows each table has at its source and in the index. */
final class Report {
    private final PrintStream out;
    private final MySqlTables tables;
    private final ManticoreIndex manticore;
    private final SinkConnector sink;
    private long rows;

    Report(PrintStream out, MySqlTables tables, ManticoreIndex manticore, SinkConnector sink) {
        this.out = out;
        this.tables = tables;
        this.manticore = manticore;
        this.sink = sink;
    }

    /**
     * @param cassandra how many rows of its tables were read
     * @param beginNanos when all began
     */
    void print(Map<Table, Long> cassandra, long beginNanos) throws SQLException, InterruptedException {
        out.printf("      %-40s %15s %15s%n", "table", "at the source", "in the index");
        Set<Table> indexed = tables.indexed();
        for (Table table : tables.captured()) {
            if (indexed.contains(table)) {
                MySqlTables.Count count = tables.count(table);
                line(table, count.mysql(), count.index());
            } else {
                out.printf("      %-40s is not in the sink's subjects%n", table);
            }
        }
        boolean fewer = false;
        for (Map.Entry<Table, Long> table : cassandra.entrySet()) {
            long inIndex = manticore.rows(sink.indexOf(table.getKey()));
            line(table.getKey(), table.getValue(), inIndex);
            fewer |= inIndex < table.getValue();
        }
        double seconds = (System.nanoTime() - beginNanos) / 1e9;
        if (fewer) {
            out.println(
                    "      The index has fewer rows of Cassandra than were read. If more than were deleted since are missing,"
                            + " --restart has them read again");
        }
        out.printf(Locale.ROOT, "      %,d rows in %.1f s: %,.0f rows/s%n", rows, seconds, rows / seconds);
    }

    private void line(Table table, long atSource, long inIndex) {
        String index = sink.indexOf(table);
        out.printf(
                Locale.ROOT,
                "      %-40s %,15d %,15d%n",
                table.name().equals(index) ? table : table + " as " + index,
                atSource,
                inIndex);
        rows += atSource;
    }
}
