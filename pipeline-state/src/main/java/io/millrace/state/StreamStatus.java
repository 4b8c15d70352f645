package io.millrace.state;

import io.millrace.nats.ConsumerName;
import io.millrace.nats.NatsSession;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamState;
import java.util.List;
import java.util.Optional;

/** What NATS reports about the stream and its consumers. */
public final class StreamStatus {
    private final NatsSession nats;
    private final String stream;

    public StreamStatus(NatsSession nats, String stream) {
        this.nats = nats;
        this.stream = stream;
    }

    public boolean exists() {
        return find().isPresent();
    }

    /** The stream as it is now; empty if there is none of this name. */
    public Optional<StreamInfo> find() {
        return nats.findStream(stream);
    }

    public long lastSequence() {
        return state().getLastSequence();
    }

    /** The sequence before the oldest event in the stream: 0 while the stream still holds its first event. */
    public long beforeFirst() {
        return Math.max(0, state().getFirstSequence() - 1);
    }

    /** How many events the sink's durable consumers have yet to receive or to acknowledge. */
    public long pending(String sink) {
        List<ConsumerInfo> consumers = consumers(sink);
        return consumers.isEmpty()
                ? Long.MAX_VALUE
                : consumers.stream().mapToLong(StreamStatus::pending).sum();
    }

    /** How many events a consumer has yet to receive or to acknowledge. */
    public static long pending(ConsumerInfo consumer) {
        return consumer.getNumPending() + consumer.getNumAckPending();
    }

    /** The sink's durable consumers, one for each partition of the stream that it has met. */
    public List<ConsumerInfo> consumers(String sink) {
        return nats
                .ask(
                        "for the consumers of stream " + stream,
                        connection -> connection.jetStreamManagement().getConsumers(stream))
                .stream()
                .filter(consumer -> ConsumerName.isOf(sink, consumer.getName()))
                .toList();
    }

    private StreamState state() {
        return nats.ask(
                "about stream " + stream,
                connection ->
                        connection.jetStreamManagement().getStreamInfo(stream).getStreamState());
    }
}
