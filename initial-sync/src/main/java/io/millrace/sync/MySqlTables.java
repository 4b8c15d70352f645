package io.millrace.sync;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The tables of MySQL that Debezium captures, and how many of their rows the index has. */
final class MySqlTables {
    private final MySqlSource mysql;
    private final ManticoreIndex manticore;
    private final SourceConnector source;
    private final SinkConnector sink;

    MySqlTables(MySqlSource mysql, ManticoreIndex manticore, SourceConnector source, SinkConnector sink) {
        this.mysql = mysql;
        this.manticore = manticore;
        this.source = source;
        this.sink = sink;
    }

    /** @param index how many rows are in the index */
    record Count(long mysql, long index) {}

    SortedSet<Table> captured() throws SQLException {
        SortedSet<Table> captured = new TreeSet<>(mysql.tables());
        captured.removeIf(table -> !source.captures(table));
        return captured;
    }

    /** Those of them that belong into the index: the sink reads their events. */
    SortedSet<Table> indexed() throws SQLException {
        SortedSet<Table> indexed = captured();
        indexed.removeIf(table -> !sink.reads(source.prefix(), table));
        return indexed;
    }

    /** @param table an indexed one */
    Count count(Table table) throws SQLException, InterruptedException {
        return new Count(mysql.rows(table), manticore.rows(sink.indexOf(table)));
    }

    boolean areEqual() throws SQLException, InterruptedException {
        for (Count count : counts()) {
            if (count.mysql() != count.index()) {
                return false;
            }
        }
        return true;
    }

    /** Whether some table has fewer rows in the index than in MySQL. */
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
        for (Table table : indexed()) {
            counts.add(count(table));
        }
        return counts;
    }
}
