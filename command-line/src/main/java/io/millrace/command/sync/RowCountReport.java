package io.millrace.command.sync;

import io.millrace.command.console.StepOutput;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/** Prints how many rows each table has at its source and in the index. */
final class RowCountReport {
    private final StepOutput out;
    private final MySqlTables tables;
    private final ManticoreIndex manticore;
    private final ManticoreSinkSettings sink;
    private long rows;

    RowCountReport(StepOutput out, MySqlTables tables, ManticoreIndex manticore, ManticoreSinkSettings sink) {
        this.out = out;
        this.tables = tables;
        this.manticore = manticore;
        this.sink = sink;
    }

    /**
     * @param cassandra how many rows of its tables were read
     * @param startNanos when the synchronisation started
     */
    void print(Map<DatabaseTable, Long> cassandra, long startNanos) throws SQLException, InterruptedException {
        out.line("%-40s %15s %15s", "table", "at the source", "in the index");
        Set<DatabaseTable> indexed = tables.indexed();
        for (DatabaseTable table : tables.captured()) {
            if (indexed.contains(table)) {
                MySqlTables.Count count = tables.count(table);
                line(table, count.mysql(), count.index());
            } else {
                out.line("%-40s is not in the sink's subjects", table);
            }
        }
        boolean fewer = false;
        for (Map.Entry<DatabaseTable, Long> table : cassandra.entrySet()) {
            long inIndex = manticore.rows(sink.indexOf(table.getKey()));
            line(table.getKey(), table.getValue(), inIndex);
            fewer |= inIndex < table.getValue();
        }
        if (fewer) {
            out.line("The index has fewer rows than were read from Cassandra. Unless they have been deleted since,"
                    + " --restart reads them again");
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        out.line("%,d rows in %.1f s: %,.0f rows/s", rows, seconds, rows / seconds);
    }

    private void line(DatabaseTable table, long atSource, long inIndex) {
        String index = sink.indexOf(table);
        out.line("%-40s %,15d %,15d", table.name().equals(index) ? table : table + " as " + index, atSource, inIndex);
        rows += atSource;
    }
}
