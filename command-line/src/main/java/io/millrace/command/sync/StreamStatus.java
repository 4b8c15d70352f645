package io.millrace.command.sync;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerInfo;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** What NATS reports about the stream and its consumers. */
final class StreamStatus {
    private final JetStreamManagement management;
    private final String stream;

    StreamStatus(Connection connection, String stream) throws IOException {
        this.management = connection.jetStreamManagement();
        this.stream = stream;
    }

    boolean exists() throws IOException, JetStreamApiException {
        return management.getStreamNames().contains(stream);
    }

    long lastSequence() throws IOException, JetStreamApiException {
        return management.getStreamInfo(stream).getStreamState().getLastSequence();
    }

    /** The sequence before the oldest event in the stream: 0 while the stream still holds its first event. */
    long beforeFirst() throws IOException, JetStreamApiException {
        return Math.max(0, management.getStreamInfo(stream).getStreamState().getFirstSequence() - 1);
    }

    /** How many events the sink's durable consumers have yet to receive or to acknowledge. */
    long pending(String sink) throws IOException, JetStreamApiException {
        List<ConsumerInfo> consumers = management.getConsumers(stream).stream()
                .filter(consumer -> consumer.getName().matches(Pattern.quote(sink) + "-p\\d+"))
                .toList();
        if (consumers.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return consumers.stream()
                .mapToLong(consumer -> consumer.getNumPending() + consumer.getNumAckPending())
                .sum();
    }
}
