package io.millrace.sync;

import io.millrace.sync.Notes.Note;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Sees to it that every row of MySQL is in the stream: by Debezium's initial snapshot, or by an incremental one that it
 * takes on a signal.
 */
final class MySqlSnapshot {
    /** The note of a synchronisation that gives no signal. */
    private static final String INITIAL = "initial";

    private final Sync.Sites sites;
    private final Sync.Names names;
    private final SourceConnector source;
    private final MySqlTables tables;
    private final PrintStream out;

    /** Whether to have all rows read again after the initial snapshot. */
    enum Choice {
        /** When the stream has lost its first events and the index lacks rows. */
        AUTO,
        AGAIN,
        NEVER
    }

    MySqlSnapshot(Sync.Sites sites, Sync.Names names, SourceConnector source, MySqlTables tables, PrintStream out) {
        this.sites = sites;
        this.names = names;
        this.source = source;
        this.tables = tables;
        this.out = out;
    }

    /** Returns when Debezium has read every row and passed it on. */
    void complete(Choice choice) throws Exception {
        sites.waiting().until(names.source() + " runs", () -> sites.connect().isRunning(names.source()));
        String signal = choice == Choice.NEVER ? INITIAL : signal(choice);
        await(names.source() + " has read every row once", DebeziumOffset::isInitialSnapshotDone);
        if (!signal.equals(INITIAL)) {
            readAgain(signal);
        }
    }

    /** The id of the signal that this synchronisation gives; decided once, so that a later run gives no other. */
    private String signal(Choice choice) throws Exception {
        Optional<String> decided = sites.notes().read(Note.MYSQL_SNAPSHOT);
        boolean open =
                decided.isEmpty() || choice == Choice.AGAIN && decided.get().equals(INITIAL);
        if (!open) {
            return decided.get();
        }
        String signal =
                isNeeded(choice) ? "millrace-" + UUID.randomUUID().toString().substring(0, 18) : INITIAL;
        sites.notes().write(Note.MYSQL_SNAPSHOT, signal);
        return signal;
    }

    private boolean isNeeded(Choice choice) throws Exception {
        long gone = sites.stream().beforeFirst();
        boolean wanted = choice == Choice.AGAIN || gone > 0 && tables.areMissingRows();
        if (!wanted || tables.indexed().isEmpty() || !offset().isInitialSnapshotDone()) {
            return false;
        }
        String why = choice == Choice.AGAIN
                ? "The rows of MySQL are to be read again"
                : "Stream " + names.stream() + " has lost what was up to sequence " + gone
                        + ", and the index lacks rows of MySQL, which have to be read again";
        requireSignalTable(why);
        out.println("      " + why);
        return true;
    }

    private Table requireSignalTable(String why) throws SQLException {
        Table table = source.signalTable()
                .orElseThrow(() -> new SyncException(why + ". " + names.source() + " can do that when its setting"
                        + " signal.data.collection names a table for signals: connect-config/README.md tells how. Or run"
                        + " this with --mysql-snapshot=never to go on with what the stream holds"));
        if (!sites.mysql().tables().contains(table)) {
            throw new SyncException(why + ". The table for it, signal.data.collection of " + names.source()
                    + ", does not exist: CREATE TABLE " + table
                    + " (id VARCHAR(42) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT), and let Debezium's user"
                    + " INSERT into it. Or run this with --mysql-snapshot=never to go on with what the stream holds");
        }
        return table;
    }

    private void readAgain(String signal) throws Exception {
        Table table = requireSignalTable("The rows of MySQL are being read again");
        if (!sites.mysql().hasSignal(table, signal)) {
            // Debezium would read the tables of both.
            if (offset().isIncrementalSnapshotUnderWay()) {
                out.println("      another incremental snapshot is under way");
            }
            await("that is complete", offset -> !offset.isIncrementalSnapshotUnderWay());
            sites.mysql().signalSnapshot(table, signal, tables.indexed());
        }
        out.println("      signal " + signal + " is in " + table);
        // Until its offset is behind the signal, it may not have seen it.
        BinlogPosition end = sites.mysql().binlogEnd();
        await(names.source() + " has come to " + end + " of the binary log", offset -> offset.isPast(end));
        if (source.keepsSignals() && !sites.mysql().hasWindows(table)) {
            sites.notes().forget(Note.MYSQL_SNAPSHOT);
            throw new SyncException(names.source() + " has seen the signal but written nothing into " + table
                    + ", as the worker's log tells: its user has to be allowed to INSERT there. Then restart the"
                    + " connector and its task, and run this again");
        }
        await(names.source() + " has read every row again", offset -> !offset.isIncrementalSnapshotUnderWay());
    }

    private void await(String what, java.util.function.Predicate<DebeziumOffset> reached) throws Exception {
        sites.waiting()
                .until(
                        what,
                        // Which throws when it has failed.
                        () -> sites.connect().isRunning(names.source()) && reached.test(offset()));
    }

    private DebeziumOffset offset() throws InterruptedException {
        return new DebeziumOffset(sites.connect().offsets(names.source()));
    }
}
