package io.millrace.state.signal;

import io.millrace.nats.Lease;
import io.millrace.nats.NatsSession;
import io.millrace.state.BinlogPosition;
import io.millrace.state.ConnectClient;
import io.millrace.state.DebeziumOffset;
import io.millrace.state.KafkaServers;
import io.millrace.state.Poller;
import io.millrace.state.StateException;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import io.millrace.state.mysql.MySqlSource;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Has Debezium read rows again by incremental snapshots: one at a time, whichever programs ask, and of one table each,
 * because Debezium does not continue with the next table after it has given up on one.
 */
public final class IncrementalSnapshots implements AutoCloseable {
    private static final String NOT_THERE = "it does not exist in MySQL";

    private final Servers servers;
    private final String connector;
    private final Asker asker;
    private final Poller poller;
    private final DebeziumSettings settings;
    private final SignalRoute route;

    /** @param kafka called only where signals cannot be written into MySQL */
    public record Servers(ConnectClient connect, MySqlSource mysql, NatsSession nats, Callable<KafkaServers> kafka) {}

    /**
     * Who asks for snapshots.
     *
     * @param name shown to other programs that wait for their turn, such as {@code millrace sync}
     * @param progress called with what is waited for, as sentences for a person
     */
    public record Asker(String name, Consumer<String> progress) {}

    /** @param connector the Debezium connector; its configuration is read here */
    public IncrementalSnapshots(Servers servers, String connector, Asker asker, Poller poller)
            throws InterruptedException {
        this.servers = servers;
        this.connector = connector;
        this.asker = asker;
        this.poller = poller;
        settings = new DebeziumSettings(servers.connect()
                .configuration(connector)
                .orElseThrow(() -> new StateException("There is no connector " + connector)));
        route = new SignalRoute(servers, connector, settings, asker.progress());
    }

    /**
     * Checks that the connector can take incremental snapshots.
     *
     * @throws StateException naming what is missing and the remedy
     */
    public void requireConfigured() throws SQLException {
        route.requireConfigured();
    }

    /**
     * Waits for its turn, then until Debezium has read the rows and passed them on.
     *
     * @return why Debezium gave up on the table; empty if it did not, as far as its watermarks show: an error in the
     *     middle of a table is only in the worker's log, and found by an audit
     * @throws StateException if Debezium cannot be asked; the message has the remedy
     */
    public Optional<String> read(SnapshotRequest request) throws Exception {
        requireConfigured();
        if (!exists(request.table())) {
            return Optional.of(NOT_THERE);
        }
        try (Lease turn = new SnapshotTurn(servers.nats(), settings.prefix(), asker.progress())
                .await(asker.name() + ", " + request.table(), poller)) {
            return read(request, turn);
        }
    }

    private Optional<String> read(SnapshotRequest request, Lease turn) throws Exception {
        OptionalLong windows = OptionalLong.empty();
        boolean rows = true;
        Optional<BinlogPosition> sent = Optional.empty();
        if (!route.wasSent(request)) {
            // Of a program that was killed, or asked for by hand.
            if (offset().isIncrementalSnapshotUnderWay()) {
                asker.progress().accept("Waiting for another incremental snapshot to finish");
            }
            await("the other incremental snapshot is complete", offset -> !offset.isIncrementalSnapshotUnderWay());
            windows = openedWindows();
            rows = hasRows(request);
            if (!turn.isHeld()) {
                throw new StateException("This program was held up for so long that another one may have asked for a"
                        + " snapshot. Run it again");
            }
            sent = route.send(request);
        }
        asker.progress().accept("Signal " + request.id() + " is in " + route);
        poller.until(connector + " has read the signal", route::isRead);
        // Until its offset is past the signal, Debezium may not have begun.
        BinlogPosition end = sent.isPresent() ? sent.get() : servers.mysql().binlogEnd();
        await(connector + " has reached " + end + " in the binary log", offset -> offset.isPast(end));
        requireWatermarks(windows);
        await(connector + " has read the rows again", offset -> !offset.isIncrementalSnapshotUnderWay());
        return reason(request, windows, rows);
    }

    /** Empty if this program cannot see them. */
    private OptionalLong openedWindows() throws SQLException {
        Optional<DatabaseTable> signals = settings.signalTable().filter(table -> settings.keepsWatermarks());
        try {
            return signals.isPresent()
                    ? OptionalLong.of(servers.mysql().openedWindows(signals.get()))
                    : OptionalLong.empty();
        } catch (SQLException e) {
            if (MySqlSource.isDenied(e)) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    private void requireWatermarks(OptionalLong before) throws SQLException {
        OptionalLong now = openedWindows();
        if (now.isPresent() && now.getAsLong() <= before.orElse(0)) {
            throw new StateException(connector + " has read the signal but could not write to "
                    + settings.signalTable().orElseThrow()
                    + " (the worker's log says why). Grant INSERT on it to Debezium's user, restart the connector and"
                    + " its task, and run this command again");
        }
    }

    /** Debezium opens a window for each chunk, and one more to find that there is none left. */
    private Optional<String> reason(SnapshotRequest request, OptionalLong before, boolean hadRows) throws SQLException {
        DatabaseTable table = request.table();
        if (!exists(table)) {
            return Optional.of(NOT_THERE);
        }
        boolean onlyOne = before.isPresent() && openedWindows().orElse(0) - before.getAsLong() == 1;
        if (!onlyOne || !hadRows || !hasRows(request)) {
            return Optional.empty();
        }
        return Optional.of(
                servers.mysql().hasPrimaryKey(table)
                        ? "Debezium read none of its rows; the worker's log names the reason at '" + table + "'"
                        : "it has no primary key, which Debezium needs to read it in chunks");
    }

    private boolean hasRows(SnapshotRequest request) throws SQLException {
        try {
            return servers.mysql().hasRows(request.table(), request.condition());
        } catch (SQLException e) {
            if (MySqlSource.isDenied(e)) {
                return false;
            }
            throw e;
        }
    }

    private boolean exists(DatabaseTable table) throws SQLException {
        return servers.mysql().tables().contains(table);
    }

    private void await(String what, Predicate<DebeziumOffset> reached) throws Exception {
        poller.until(
                what,
                // isRunning throws if the connector has failed.
                () -> servers.connect().isRunning(connector) && reached.test(offset()));
    }

    private DebeziumOffset offset() throws InterruptedException {
        return new DebeziumOffset(servers.connect().offsets(connector));
    }

    @Override
    public void close() {
        route.close();
    }
}
