package io.millrace.command.sync;

import io.millrace.command.console.CommandException;
import io.millrace.command.console.StepOutput;
import io.millrace.command.sync.SyncState.Item;
import io.millrace.state.BinlogPosition;
import io.millrace.state.DebeziumOffset;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Ensures that every row in MySQL is in the stream: through Debezium's initial snapshot, or through an incremental one
 * that a signal requests.
 */
final class MySqlSnapshot {
    /** The saved state of a synchronisation that sends no signal. */
    private static final String INITIAL = "initial";

    private static final String OR_SKIP =
            ". Or run this command with --mysql-snapshot=never to continue with what the stream holds";

    private final InitialSync.Services services;
    private final InitialSync.Names names;
    private final DebeziumSettings source;
    private final MySqlTables tables;
    private final StepOutput out;

    /** Whether to read all rows again after the initial snapshot. */
    enum Choice {
        /** If the stream has lost its first events and the index lacks rows. */
        AUTO,
        AGAIN,
        NEVER
    }

    MySqlSnapshot(
            InitialSync.Services services,
            InitialSync.Names names,
            DebeziumSettings source,
            MySqlTables tables,
            StepOutput out) {
        this.services = services;
        this.names = names;
        this.source = source;
        this.tables = tables;
        this.out = out;
    }

    /** Returns once Debezium has read every row and passed it on. */
    void complete(Choice choice) throws Exception {
        services.poller()
                .until(names.source() + " is running", () -> services.connect().isRunning(names.source()));
        String signal = choice == Choice.NEVER ? INITIAL : signal(choice);
        await(names.source() + " has read every row once", DebeziumOffset::isInitialSnapshotDone);
        if (!signal.equals(INITIAL)) {
            readAgain(signal);
        }
    }

    /** The id of the signal that this synchronisation sends; saved, so that a later run sends no second one. */
    private String signal(Choice choice) throws Exception {
        Optional<String> saved = services.state().read(Item.MYSQL_SNAPSHOT);
        boolean undecided =
                saved.isEmpty() || choice == Choice.AGAIN && saved.get().equals(INITIAL);
        if (!undecided) {
            return saved.get();
        }
        String signal =
                isNeeded(choice) ? "millrace-" + UUID.randomUUID().toString().substring(0, 18) : INITIAL;
        services.state().write(Item.MYSQL_SNAPSHOT, signal);
        return signal;
    }

    private boolean isNeeded(Choice choice) throws Exception {
        long lost = services.stream().beforeFirst();
        boolean wanted = choice == Choice.AGAIN || lost > 0 && tables.areMissingRows();
        if (!wanted || tables.indexed().isEmpty() || !offset().isInitialSnapshotDone()) {
            return false;
        }
        String why = choice == Choice.AGAIN
                ? "All rows in MySQL will be read again"
                : "Stream " + names.stream() + " no longer holds the events up to sequence " + lost
                        + ", and the index lacks rows that are in MySQL: they must be read again";
        requireSignalTable(why);
        out.line("%s", why);
        return true;
    }

    private DatabaseTable requireSignalTable(String why) throws SQLException {
        DatabaseTable table = source.signalTable()
                .orElseThrow(() ->
                        new CommandException(why + ". For this, the setting signal.data.collection of " + names.source()
                                + " must name a signal table; connect-config/README.md explains how" + OR_SKIP));
        if (!services.mysql().tables().contains(table)) {
            throw new CommandException(why + ". The signal table, which signal.data.collection of " + names.source()
                    + " names, does not exist: CREATE TABLE " + table
                    + " (id VARCHAR(42) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT), and grant INSERT on it to"
                    + " Debezium's user" + OR_SKIP);
        }
        return table;
    }

    private void readAgain(String signal) throws Exception {
        DatabaseTable table = requireSignalTable("The rows in MySQL are being read again");
        if (!services.mysql().hasSignal(table, signal)) {
            // Debezium would merge the two snapshots into one.
            if (offset().isIncrementalSnapshotUnderWay()) {
                out.line("Waiting for another incremental snapshot to finish");
            }
            await("the other incremental snapshot is complete", offset -> !offset.isIncrementalSnapshotUnderWay());
            services.mysql().signalSnapshot(table, signal, tables.indexed());
        }
        out.line("Signal %s is in %s", signal, table);
        // Until its offset is past the signal, Debezium may not have seen it.
        BinlogPosition end = services.mysql().binlogEnd();
        await(names.source() + " has reached " + end + " in the binary log", offset -> offset.isPast(end));
        if (source.keepsWatermarks() && !services.mysql().hasWatermarks(table)) {
            services.state().forget(Item.MYSQL_SNAPSHOT);
            throw new CommandException(names.source() + " has read the signal but could not write to " + table
                    + " (the worker's log says why). Grant INSERT on it to Debezium's user, restart the connector and"
                    + " its task, and run this command again");
        }
        await(names.source() + " has read every row again", offset -> !offset.isIncrementalSnapshotUnderWay());
    }

    private void await(String what, Predicate<DebeziumOffset> reached) throws Exception {
        services.poller()
                .until(
                        what,
                        // isRunning throws if the connector has failed.
                        () -> services.connect().isRunning(names.source()) && reached.test(offset()));
    }

    private DebeziumOffset offset() throws InterruptedException {
        return new DebeziumOffset(services.connect().offsets(names.source()));
    }
}
