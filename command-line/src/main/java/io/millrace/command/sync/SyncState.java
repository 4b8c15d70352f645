package io.millrace.command.sync;

import io.millrace.nats.NatsSession;
import io.millrace.nats.StateBucket;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** The progress of an unfinished synchronisation, kept in NATS so that the next run can resume it. */
final class SyncState {
    private final NatsSession nats;
    private final String stream;
    private final String prefix;

    /** What is saved. */
    enum Item {
        /** The sequence from which the sink will read. */
        POSITION,
        /** The id of the signal for Debezium. */
        MYSQL_SNAPSHOT
    }

    SyncState(NatsSession nats, String stream, String sink) {
        this.nats = nats;
        this.stream = stream;
        this.prefix = "sync." + sink.replaceAll("[^\\w-]", "_") + '.';
    }

    /** Also empty if the entry was written for another stream, or before the stream was re-created. */
    Optional<String> read(Item item) {
        return nats.ask("for the progress of an earlier run", connection -> {
            KeyValueEntry stored = bucket(connection).get(key(item));
            String value = stored == null ? "" : String.valueOf(stored.getValueAsString());
            String identity = identity(connection);
            return value.endsWith(identity)
                    ? Optional.of(value.substring(0, value.length() - identity.length()))
                    : Optional.empty();
        });
    }

    void write(Item item, String value) {
        nats.ask("to save the progress", connection -> bucket(connection).put(key(item), value + identity(connection)));
    }

    void forget() {
        for (Item item : Item.values()) {
            forget(item);
        }
    }

    void forget(Item item) {
        nats.ask("to discard the progress", connection -> {
            bucket(connection).delete(key(item));
            return true;
        });
    }

    private static KeyValue bucket(Connection connection) throws IOException, JetStreamApiException {
        StateBucket.createIfAbsent(connection, 1);
        return connection.keyValue(StateBucket.NAME);
    }

    private String identity(Connection connection) throws IOException, JetStreamApiException {
        return " of " + stream + " of "
                + connection.jetStreamManagement().getStreamInfo(stream).getCreateTime();
    }

    private String key(Item item) {
        return prefix + item.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
