package io.millrace.command.sync;

import io.millrace.command.console.CommandException;
import io.millrace.command.console.StepOutput;
import io.millrace.command.sync.SyncState.Item;
import io.millrace.state.DebeziumOffset;
import io.millrace.state.StateException;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.signal.IncrementalSnapshots;
import io.millrace.state.signal.SnapshotRequest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    private final MySqlTables tables;
    private final StepOutput out;

    /** Whether to read all rows again after the initial snapshot. */
    enum Choice {
        /** If the stream has lost its first events and the index lacks rows. */
        AUTO,
        AGAIN,
        NEVER
    }

    MySqlSnapshot(InitialSync.Services services, InitialSync.Names names, MySqlTables tables, StepOutput out) {
        this.services = services;
        this.names = names;
        this.tables = tables;
        this.out = out;
    }

    /** Returns once Debezium has read every row and passed it on, with the tables that it gave up on, and why. */
    Map<DatabaseTable, String> complete(Choice choice) throws Exception {
        services.poller()
                .until(names.source() + " is running", () -> services.connect().isRunning(names.source()));
        String signal = choice == Choice.NEVER ? INITIAL : signal(choice);
        await(names.source() + " has read every row once", DebeziumOffset::isInitialSnapshotDone);
        return signal.equals(INITIAL) ? Map.of() : readAgain(signal);
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
        requireConfigured(why);
        out.line("%s", why);
        return true;
    }

    private void requireConfigured(String why) throws Exception {
        try (IncrementalSnapshots snapshots = snapshots()) {
            snapshots.requireConfigured();
        } catch (StateException e) {
            throw new CommandException(why + ". " + e.getMessage() + OR_SKIP);
        }
    }

    private Map<DatabaseTable, String> readAgain(String signal) throws Exception {
        Map<DatabaseTable, String> givenUp = new TreeMap<>();
        try (IncrementalSnapshots snapshots = snapshots()) {
            for (DatabaseTable table : tables.indexed()) {
                String id = signal + '-' + Integer.toHexString(table.hashCode());
                snapshots
                        .read(new SnapshotRequest(id, table, Optional.empty()))
                        .ifPresent(reason -> givenUp.put(table, reason));
            }
        } catch (StateException e) {
            // Otherwise the next run would wait for a signal that came to nothing.
            services.state().forget(Item.MYSQL_SNAPSHOT);
            throw e;
        }
        givenUp.forEach((table, reason) -> out.line("Debezium gave up on %s: %s", table, reason));
        return givenUp;
    }

    private IncrementalSnapshots snapshots() throws InterruptedException {
        return new IncrementalSnapshots(
                new IncrementalSnapshots.Servers(
                        services.connect(), services.mysql(), services.nats(), services.kafka()),
                names.source(),
                new IncrementalSnapshots.Asker("millrace sync", line -> out.line("%s", line)),
                services.poller());
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
