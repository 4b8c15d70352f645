package io.millrace.command.sync;

import io.millrace.command.pipeline.ManticoreSinkSettings;
import io.millrace.state.ManticoreIndex;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import io.millrace.state.mysql.MySqlSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The tables in MySQL that Debezium captures, and how many of their rows are in the index. */
final class MySqlTables {
    private final MySqlSource mysql;
    private final ManticoreIndex manticore;
    private final DebeziumSettings source;
    private final ManticoreSinkSettings sink;

    MySqlTables(MySqlSource mysql, ManticoreIndex manticore, DebeziumSettings source, ManticoreSinkSettings sink) {
        this.mysql = mysql;
        this.manticore = manticore;
        this.source = source;
        this.sink = sink;
    }

    /** The number of rows of one table in MySQL and in the index. */
    record Count(long mysql, long index) {}

    SortedSet<DatabaseTable> captured() throws SQLException {
        SortedSet<DatabaseTable> captured = new TreeSet<>(mysql.tables());
        captured.removeIf(table -> !source.captures(table));
        return captured;
    }

    /** The captured tables whose events the sink reads. */
    SortedSet<DatabaseTable> indexed() throws SQLException {
        SortedSet<DatabaseTable> indexed = captured();
        indexed.removeIf(table -> !sink.reads(source.prefix(), table));
        return indexed;
    }

    /** The table in Manticore that receives the rows of a table. */
    String indexOf(DatabaseTable table) {
        return sink.indexOf(source.prefix(), table);
    }

    /** @param table one of {@link #indexed} */
    Count count(DatabaseTable table) throws SQLException, InterruptedException {
        return new Count(mysql.rows(table), manticore.rows(indexOf(table)));
    }

    boolean areEqual() throws SQLException, InterruptedException {
        for (Count count : counts()) {
            if (count.mysql() != count.index()) {
                return false;
            }
        }
        return true;
    }

    /** Whether any table has fewer rows in the index than in MySQL. */
    boolean areMissingRows() throws SQLException, InterruptedException {
        for (Count count : counts()) {
            if (count.index() < count.mysql()) {
                return true;
            }
        }
        return false;
    }

    private List<Count> counts() throws SQLException, InterruptedException {
        List<Count> counts = new ArrayList<>();
        for (DatabaseTable table : indexed()) {
            counts.add(count(table));
        }
        return counts;
    }
}
