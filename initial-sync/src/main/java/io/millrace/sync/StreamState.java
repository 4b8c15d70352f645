package io.millrace.sync;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerInfo;
import java.io.IOException;
import java.util.List;

/** What is asked of NATS. */
final class StreamState {
    private final JetStreamManagement management;
    private final String stream;

    StreamState(Connection connection, String stream) throws IOException {
        this.management = connection.jetStreamManagement();
        this.stream = stream;
    }

    boolean exists() throws IOException, JetStreamApiException {
        return management.getStreamNames().contains(stream);
    }

    long lastSequence() throws IOException, JetStreamApiException {
        return management.getStreamInfo(stream).getStreamState().getLastSequence();
    }

    /** Before the first event that the stream still has: 0 when it has lost none. */
    long beforeFirst() throws IOException, JetStreamApiException {
        return Math.max(0, management.getStreamInfo(stream).getStreamState().getFirstSequence() - 1);
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
