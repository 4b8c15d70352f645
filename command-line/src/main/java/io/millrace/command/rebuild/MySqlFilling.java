package io.millrace.command.rebuild;

import io.millrace.event.SourceTable;
import io.millrace.manticore.rebuild.RebuildException;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import io.millrace.state.signal.IncrementalSnapshots;
import io.millrace.state.signal.SnapshotRequest;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Has Debezium read every row of a table again, in chunks and without a gap to the changes: an incremental snapshot. */
final class MySqlFilling {
    private final ConfiguredConnector source;
    private final Callable<IncrementalSnapshots> snapshots;

    /** @param snapshots opens the way to ask Debezium */
    MySqlFilling(ConfiguredConnector source, Callable<IncrementalSnapshots> snapshots) {
        this.source = source;
        this.snapshots = snapshots;
    }

    /** @throws RuntimeException if Debezium cannot be asked for it; the message says what is missing */
    void requirePossible(SourceTable table) throws Exception {
        if (!new DebeziumSettings(source.json()).captures(DatabaseTable.of(table))) {
            throw new RebuildException(source.name() + " does not read " + DatabaseTable.of(table)
                    + ", as its lists of databases and tables say; so its rows cannot be read again");
        }
        try (IncrementalSnapshots asked = snapshots.call()) {
            asked.requireConfigured();
        }
    }

    /** Returns when every row was read and passed on. */
    void fill(SourceTable table, String signal) throws Exception {
        Optional<String> givenUp;
        try (IncrementalSnapshots asked = snapshots.call()) {
            givenUp = asked.read(new SnapshotRequest(signal, DatabaseTable.of(table), Optional.empty()));
        }
        if (givenUp.isPresent()) {
            throw new RebuildException("Debezium gave up on " + DatabaseTable.of(table) + ": " + givenUp.get()
                    + ". End the rebuild with --abort, mend the cause, and begin again");
        }
    }
}
