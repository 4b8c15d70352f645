package io.millrace.command.sync;

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
    private final Connection connection;
    private final String stream;
    private final String key;

    /** What is kept. */
    enum Entry {
        /** The sequence from which the sink will read. */
        POSITION,
        /** The id of the signal for Debezium. */
        MYSQL_SNAPSHOT
    }

    SyncState(Connection connection, String stream, String sink) {
        this.connection = connection;
        this.stream = stream;
        this.key = "sync." + sink.replaceAll("[^\\w-]", "_");
    }

    /** Also empty if the entry was written for another stream, or before the stream was re-created. */
    Optional<String> read(Entry entry) throws IOException, JetStreamApiException {
        KeyValueEntry stored = bucket().get(key(entry));
        String value = stored == null ? "" : String.valueOf(stored.getValueAsString());
        String identity = identity();
        return value.endsWith(identity)
                ? Optional.of(value.substring(0, value.length() - identity.length()))
                : Optional.empty();
    }

    void write(Entry entry, String value) throws IOException, JetStreamApiException {
        bucket().put(key(entry), value + identity());
    }

    void forget() throws IOException, JetStreamApiException {
        for (Entry entry : Entry.values()) {
            forget(entry);
        }
    }

    void forget(Entry entry) throws IOException, JetStreamApiException {
        bucket().delete(key(entry));
    }

    private KeyValue bucket() throws IOException, JetStreamApiException {
        StateBucket.createIfAbsent(connection, 1);
        return connection.keyValue(StateBucket.NAME);
    }

    private String identity() throws IOException, JetStreamApiException {
        return " of " + stream + " of "
                + connection.jetStreamManagement().getStreamInfo(stream).getCreateTime();
    }

    private String key(Entry entry) {
        return key + '.' + entry.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
