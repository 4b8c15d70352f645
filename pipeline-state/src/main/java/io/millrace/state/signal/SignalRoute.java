package io.millrace.state.signal;

import io.millrace.state.BinlogPosition;
import io.millrace.state.StateException;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import io.millrace.state.mysql.MySqlSource;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The way for signals to reach the source connector: its signal table or, where this program may not write there, the
 * topic of Debezium's Kafka channel.
 */
final class SignalRoute implements AutoCloseable {
    private final IncrementalSnapshots.Servers servers;
    private final String connector;
    private final DebeziumSettings settings;
    private final Consumer<String> progress;
    private Optional<SignalChannel> channel = Optional.empty();

    SignalRoute(
            IncrementalSnapshots.Servers servers,
            String connector,
            DebeziumSettings settings,
            Consumer<String> progress) {
        this.servers = servers;
        this.connector = connector;
        this.settings = settings;
        this.progress = progress;
    }

    void requireConfigured() throws SQLException {
        if (settings.isReadOnly() && settings.readsSignalTopic()) {
            return;
        }
        DatabaseTable signals = settings.signalTable()
                .orElseThrow(() -> new StateException("For this, the setting signal.data.collection of " + connector
                        + " must name a signal table; connect-config/README.md explains how"));
        if (!settings.readsSignalTopic() && !servers.mysql().tables().contains(signals)) {
            throw new StateException("The signal table, which signal.data.collection of " + connector
                    + " names, does not exist, or " + servers.mysql().user()
                    + " has no right to it: CREATE TABLE " + signals
                    + " (id VARCHAR(42) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT), and grant INSERT on it to"
                    + " Debezium's user");
        }
    }

    boolean isRead() throws Exception {
        return channel().isRead();
    }

    boolean wasSent(SnapshotRequest request) throws Exception {
        try {
            return channel().wasSent(request);
        } catch (SQLException e) {
            return useTopic(e).wasSent(request);
        }
    }

    Optional<BinlogPosition> send(SnapshotRequest request) throws Exception {
        try {
            return channel().send(request);
        } catch (SQLException e) {
            return useTopic(e).send(request);
        }
    }

    private SignalChannel channel() throws Exception {
        if (channel.isEmpty()) {
            Optional<DatabaseTable> table = settings.signalTable();
            channel = Optional.of(table.isPresent() ? new TableSignals(servers.mysql(), table.get()) : topic());
        }
        return channel.get();
    }

    /** Uses the topic from now on if the failure is that the table may not be written to. */
    private SignalChannel useTopic(SQLException failure) throws Exception {
        if (!MySqlSource.isDenied(failure)) {
            throw failure;
        }
        DatabaseTable signals = settings.signalTable().orElseThrow(() -> failure);
        String denied = "MySQL does not let " + servers.mysql().user() + " write signals into " + signals + " ("
                + failure.getMessage() + ")";
        if (!settings.readsSignalTopic()) {
            throw new StateException(
                    denied + ". GRANT SELECT, INSERT ON " + signals + " TO "
                            + servers.mysql().user() + ", or add kafka to signal.enabled.channels of " + connector
                            + " and name a topic with one partition in signal.kafka.topic",
                    failure);
        }
        progress.accept(denied + "; sending them through Debezium's Kafka channel");
        SignalChannel topic = topic();
        channel = Optional.of(topic);
        return topic;
    }

    private SignalChannel topic() throws Exception {
        return new TopicSignals(servers.kafka().call(), settings);
    }

    @Override
    public String toString() {
        return channel.map(SignalChannel::toString).orElse("");
    }

    @Override
    public void close() {
        channel.ifPresent(SignalChannel::close);
    }
}
