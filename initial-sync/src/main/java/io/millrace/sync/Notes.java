package io.millrace.sync;

import io.millrace.nats.StateBucket;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** What a synchronisation has done until now. A later run goes on by it; what is complete leaves none. */
final class Notes {
    private final Connection connection;
    private final String stream;
    private final String key;

    /** What is noted. */
    enum Note {
        POSITION,
        MYSQL_SNAPSHOT
    }

    Notes(Connection connection, String stream, String sink) {
        this.connection = connection;
        this.stream = stream;
        this.key = "sync." + sink.replaceAll("[^\\w-]", "_");
    }

    /** Empty too when the note is about another stream, or about one that was created anew since. */
    Optional<String> read(Note note) throws IOException, JetStreamApiException {
        KeyValueEntry entry = bucket().get(key(note));
        String value = entry == null ? "" : String.valueOf(entry.getValueAsString());
        String identity = identity();
        return value.endsWith(identity)
                ? Optional.of(value.substring(0, value.length() - identity.length()))
                : Optional.empty();
    }

    void write(Note note, String value) throws IOException, JetStreamApiException {
        bucket().put(key(note), value + identity());
    }

    void forget() throws IOException, JetStreamApiException {
        for (Note note : Note.values()) {
            forget(note);
        }
    }

    void forget(Note note) throws IOException, JetStreamApiException {
        bucket().delete(key(note));
    }

    private KeyValue bucket() throws IOException, JetStreamApiException {
        StateBucket.createIfAbsent(connection, 1);
        return connection.keyValue(StateBucket.NAME);
    }

    private String identity() throws IOException, JetStreamApiException {
        return " of " + stream + " of "
                + connection.jetStreamManagement().getStreamInfo(stream).getCreateTime();
    }

    private String key(Note note) {
        return key + '.' + note.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
