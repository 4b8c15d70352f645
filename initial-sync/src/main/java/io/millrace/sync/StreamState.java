package io.millrace.sync;

import io.millrace.event.StateBucket;
import io.millrace.event.Subject;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.KeyValue;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamInfoOptions;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is asked of NATS. */
final class StreamState {
    private final Connection connection;
    private final JetStreamManagement management;
    private final String stream;

    StreamState(Connection connection, String stream) throws IOException {
        this.connection = connection;
        this.management = connection.jetStreamManagement();
        this.stream = stream;
    }

    boolean exists() throws IOException, JetStreamApiException {
        return management.getStreamNames().contains(stream);
    }

    long lastSequence() throws IOException, JetStreamApiException {
        return management.getStreamInfo(stream).getStreamState().getLastSequence();
    }

    /** Before the first event that the stream still has. */
    long beforeFirst() throws IOException, JetStreamApiException {
        return Math.max(0, management.getStreamInfo(stream).getStreamState().getFirstSequence() - 1);
    }

    /** The position that the first run of this synchronisation recorded, which is this one now if there was none. */
    long recorded(String key, long position, boolean anew) throws IOException, JetStreamApiException {
        StateBucket.createIfAbsent(connection, 1);
        KeyValue bucket = connection.keyValue(StateBucket.NAME);
        StreamInfo info = management.getStreamInfo(stream);
        String identity = " of " + stream + " of " + info.getCreateTime();
        KeyValueEntry entry = bucket.get(key);
        String value = entry == null ? "" : String.valueOf(entry.getValueAsString());
        if (!anew && value.endsWith(identity)) {
            return Long.parseLong(value.substring(0, value.indexOf(' ')));
        }
        bucket.put(key, position + identity);
        return position;
    }

    void forget(String key) throws IOException, JetStreamApiException {
        connection.keyValue(StateBucket.NAME).delete(key);
    }

    /** The tables of a source that have events in the stream. */
    SortedSet<Table> tables(String source) throws IOException, JetStreamApiException {
        SortedSet<Table> tables = new TreeSet<>();
        StreamInfo info = management.getStreamInfo(
                stream, StreamInfoOptions.filterSubjects(Subject.PREFIX + '.' + Subject.escape(source) + ".>"));
        info.getStreamState().getSubjects().forEach(each -> {
            Subject subject = Subject.parse(each.getName());
            tables.add(new Table(subject.database(), subject.table()));
        });
        return tables;
    }

    /** How many events the sink's durable consumers have still to be given or to acknowledge. */
    long pending(String sink) throws IOException, JetStreamApiException {
        List<ConsumerInfo> consumers = management.getConsumers(stream).stream()
                .filter(consumer -> consumer.getName().matches(java.util.regex.Pattern.quote(sink) + "-p\\d+"))
                .toList();
        if (consumers.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return consumers.stream()
                .mapToLong(consumer -> consumer.getNumPending() + consumer.getNumAckPending())
                .sum();
    }
}
