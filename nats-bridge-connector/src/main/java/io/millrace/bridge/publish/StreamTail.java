package io.millrace.bridge.publish;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of which the last publisher did not know yet whether they were stored. On one connection to the server
 * that has the stream they are a prefix of what was sent. In a cluster the stream may move to another server while they
 * are on their way: then one can be missing and later ones be there. Those are taken out, to be published in order.
 */
final class StreamTail {
    private static final Logger LOG = LoggerFactory.getLogger(StreamTail.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Connection connection;
    private final String stream;

    /** A message of the tail. */
    private record Tail(Origin origin, long sequence) {}

    StreamTail(Connection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /** Whether anything had to be withdrawn; then the ends have to be read again. */
    boolean withdrawBehindGaps(StreamEnds ends) throws IOException, JetStreamApiException, InterruptedException {
        Map<Integer, Long> uncertainSince = new HashMap<>();
        ends.ends().forEach((topicPartition, end) -> {
            if (!end.origin().link().isConfirmed()) {
                uncertainSince.merge(
                        topicPartition.partition(), end.origin().link().sequence(), Math::min);
            }
        });
        boolean withdrawn = false;
        for (Map.Entry<Integer, Long> each : uncertainSince.entrySet()) {
            Map<TopicPartition, List<Tail>> tails = read(each.getKey(), each.getValue() + 1, ends);
            for (Map.Entry<TopicPartition, List<Tail>> tail : tails.entrySet()) {
                List<Tail> outOfOrder = ends.endOf(tail.getKey())
                        .map(end -> behindGap(end.origin().link(), tail.getValue()))
                        .orElse(List.of());
                withdrawn |= withdraw(tail.getKey(), outOfOrder, ends);
            }
        }
        return withdrawn;
    }

    private static List<Tail> behindGap(Origin.Link link, List<Tail> tail) {
        long previous = link.confirmed();
        for (int i = 0; i < tail.size(); i++) {
            Origin origin = tail.get(i).origin();
            if (tail.get(i).sequence() > link.sequence() && origin.position().offset() > previous) {
                if (origin.link().previous() != previous) {
                    return tail.subList(i, tail.size());
                }
                previous = origin.position().offset();
            }
        }
        return List.of();
    }

    private boolean withdraw(TopicPartition topicPartition, List<Tail> messages, StreamEnds ends)
            throws IOException, JetStreamApiException {
        if (messages.isEmpty()) {
            return false;
        }
        LOG.warn(
                "Stream {} lacks a message of {} before {}; taking the {} messages behind it out, to publish all in order",
                stream,
                topicPartition,
                messages.get(0).origin().position().offset(),
                messages.size());
        JetStreamManagement management = connection.jetStreamManagement();
        Map<Long, Long> withdrawn = ends.withdrawn().computeIfAbsent(topicPartition, key -> new HashMap<>());
        // From the end, so that at any moment what remains shows the gap.
        for (int i = messages.size() - 1; i >= 0; i--) {
            management.deleteMessage(stream, messages.get(i).sequence(), false);
            withdrawn.put(
                    messages.get(i).origin().position().offset(),
                    messages.get(i).sequence());
        }
        return true;
    }

    /** The messages of the uncertain topic partitions with this number, from this sequence on, in the stream's order. */
    private Map<TopicPartition, List<Tail>> read(int partition, long sequence, StreamEnds ends)
            throws IOException, JetStreamApiException, InterruptedException {
        Map<TopicPartition, List<Tail>> tails = new HashMap<>();
        JetStreamSubscription subscription = connection
                .jetStream()
                .subscribe(
                        StreamEndReader.subjectsOf(partition),
                        PushSubscribeOptions.builder().stream(stream)
                                .ordered(true)
                                .configuration(ConsumerConfiguration.builder()
                                        .deliverPolicy(DeliverPolicy.ByStartSequence)
                                        .startSequence(sequence)
                                        .headersOnly(true)
                                        .build())
                                .build());
        try {
            long pending;
            do {
                Message message = subscription.nextMessage(TIMEOUT);
                if (message == null) {
                    throw new IOException(
                            "The messages of " + stream + " from " + sequence + " on did not come within " + TIMEOUT);
                }
                add(tails, message, ends);
                pending = message.metaData().pendingCount();
            } while (pending > 0);
        } finally {
            subscription.unsubscribe();
        }
        return tails;
    }

    private static void add(Map<TopicPartition, List<Tail>> tails, Message message, StreamEnds ends) {
        Optional<Origin> origin = Origin.of(message.getHeaders());
        if (origin.isEmpty()) {
            return;
        }
        TopicPartition topicPartition = origin.get().position().topicPartition();
        StreamEnd end = ends.ends().get(topicPartition);
        if (end != null
                && !end.origin().link().isConfirmed()
                && origin.get().generation() == end.origin().generation()) {
            tails.computeIfAbsent(topicPartition, key -> new ArrayList<>())
                    .add(new Tail(origin.get(), message.metaData().streamSequence()));
        }
    }
}
