package io.millrace.benchmark.pipeline;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.api.Subject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The messages of the table's subjects in a stream. */
final class Arrivals {
    private static final int NO_STREAM = 10_059;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Connection connection;
    private final JetStreamManagement management;
    private final String stream;
    private final String subjects;

    Arrivals(Connection connection, String stream, String subjects) throws IOException {
        this.connection = connection;
        this.management = connection.jetStreamManagement();
        this.stream = stream;
        this.subjects = subjects;
    }

    /** How many there are; 0 while there is no such stream. */
    long count() throws Exception {
        try {
            List<Subject> found = management
                    .getStreamInfo(stream, StreamInfoOptions.filterSubjects(subjects))
                    .getStreamState()
                    .getSubjects();
            return found == null
                    ? 0
                    : found.stream().mapToLong(Subject::getCount).sum();
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == NO_STREAM) {
                return 0;
            }
            throw e;
        }
    }

    /**
     * Whether everything is acknowledged.
     *
     * @param partitions each of which has messages; before it has a consumer, nobody reads it yet
     */
    boolean areAcknowledged(int partitions) throws Exception {
        List<ConsumerInfo> consumers = management.getConsumers(stream);
        return consumers.size() == partitions
                && consumers.stream().allMatch(each -> each.getNumPending() == 0 && each.getNumAckPending() == 0);
    }

    /** The sequence of the stream's last message, of whatever subject. */
    long lastSequence() throws Exception {
        return management.getStreamInfo(stream).getStreamState().getLastSequence();
    }

    /** The first message behind a sequence. */
    MessageInfo firstAfter(long sequence) throws Exception {
        return management.getNextMessage(stream, sequence + 1, subjects);
    }

    /** When the server stored the last one. */
    Instant last() throws Exception {
        return management.getLastMessage(stream, subjects).getTime().toInstant();
    }

    /** When the server stored the messages about these orders, among those since then. */
    Map<Long, Instant> of(Set<Long> orders, Instant since) throws Exception {
        JetStreamSubscription messages = connection
                .jetStream()
                .subscribe(
                        subjects,
                        PushSubscribeOptions.builder()
                                .ordered(true)
                                .configuration(ConsumerConfiguration.builder()
                                        .deliverPolicy(DeliverPolicy.ByStartTime)
                                        .startTime(since.atZone(ZoneOffset.UTC))
                                        .build())
                                .build());
        Map<Long, Instant> times = new HashMap<>();
        while (times.size() < orders.size()) {
            Message message = messages.nextMessage(LIMIT);
            if (message == null) {
                throw new IllegalStateException(
                        "Stream " + stream + " has " + times.size() + " of " + orders.size() + " orders");
            }
            long order = Stages.orderOf(message.getData());
            if (orders.contains(order)) {
                times.put(order, message.metaData().timestamp().toInstant());
            }
        }
        messages.unsubscribe();
        return times;
    }

    /** As the server counts them, with subject and headers, uncompressed. */
    double bytesPerMessage() throws Exception {
        StreamInfo info = management.getStreamInfo(stream);
        return (double) info.getStreamState().getByteCount()
                / info.getStreamState().getMsgCount();
    }
}
