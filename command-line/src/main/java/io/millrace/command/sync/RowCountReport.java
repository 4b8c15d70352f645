package io.millrace.command.sync;

import io.millrace.command.console.StepOutput;
import io.millrace.command.pipeline.ManticoreSinkSettings;
import io.millrace.state.ManticoreIndex;
import io.millrace.state.mysql.DatabaseTable;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/** Prints how many rows each table has at its source and in the index. */
final class RowCountReport {
    /** The Cassandra job's source name, unless it was given another. */
    private static final String CASSANDRA = "cassandra";

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
                line(table, tables.indexOf(table), count.mysql(), count.index());
            } else {
                out.line("%-40s is not in the sink's subjects", table);
            }
        }
        boolean fewer = false;
        for (Map.Entry<DatabaseTable, Long> table : cassandra.entrySet()) {
            String index = sink.indexOf(CASSANDRA, table.getKey());
            long inIndex = manticore.rows(index);
            line(table.getKey(), index, table.getValue(), inIndex);
            fewer |= inIndex < table.getValue();
        }
        if (fewer) {
            out.line("The index has fewer rows than were read from Cassandra. Unless they have been deleted since,"
                    + " --restart reads them again");
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        out.line("%,d rows in %.1f s: %,.0f rows/s", rows, seconds, rows / seconds);
    }

    private void line(DatabaseTable table, String index, long atSource, long inIndex) {
        out.line("%-40s %,15d %,15d", table.name().equals(index) ? table : table + " as " + index, atSource, inIndex);
        rows += atSource;
    }
}
