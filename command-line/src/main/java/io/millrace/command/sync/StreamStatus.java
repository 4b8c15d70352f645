package io.millrace.command.sync;

import io.millrace.nats.NatsSession;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamState;
import java.util.List;
import java.util.regex.Pattern;

/** What NATS reports about the stream and its consumers. */
final class StreamStatus {
    private final NatsSession nats;
    private final String stream;

    StreamStatus(NatsSession nats, String stream) {
        this.nats = nats;
        this.stream = stream;
    }

    boolean exists() {
        return nats.findStream(stream).isPresent();
    }

    long lastSequence() {
        return state().getLastSequence();
    }

    /** The sequence before the oldest event in the stream: 0 while the stream still holds its first event. */
    long beforeFirst() {
        return Math.max(0, state().getFirstSequence() - 1);
    }

    /** How many events the sink's durable consumers have yet to receive or to acknowledge. */
    long pending(String sink) {
        Pattern name = Pattern.compile(Pattern.quote(sink) + "-p\\d+");
        List<ConsumerInfo> consumers = nats
                .ask(
                        "for the consumers of stream " + stream,
                        connection -> connection.jetStreamManagement().getConsumers(stream))
                .stream()
                .filter(consumer -> name.matcher(consumer.getName()).matches())
                .toList();
        if (consumers.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return consumers.stream()
                .mapToLong(consumer -> consumer.getNumPending() + consumer.getNumAckPending())
                .sum();
    }

    private StreamState state() {
        return nats.ask(
                "about stream " + stream,
                connection ->
                        connection.jetStreamManagement().getStreamInfo(stream).getStreamState());
    }
}
