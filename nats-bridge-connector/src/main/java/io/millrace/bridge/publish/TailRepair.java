package io.millrace.bridge.publish;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes messages that came after a missing one, so that all are published in order. They can only be among the
 * messages that were still unacknowledged when the last publisher stopped. On one connection to the server that has the
 * stream they are a prefix of what was sent; in a cluster the stream may move to another server while they are in
 * flight, and then one can be missing although later ones are there.
 */
final class TailRepair {
    private static final Logger LOG = LoggerFactory.getLogger(TailRepair.class);

    /** How far back to look for what was published into a stream that had just lost what came before. */
    private static final long SPAN = 10_000;

    private final Connection connection;
    private final String stream;
    private final Map<String, TopicPartition> partitions;

    /** A message of the tail. */
    private record Tail(Origin origin, long sequence) {}

    /** @param partitions by {@link Origin#keyOf} */
    TailRepair(Connection connection, String stream, Map<String, TopicPartition> partitions) {
        this.connection = connection;
        this.stream = stream;
        this.partitions = partitions;
    }

    /** Returns whether anything was withdrawn; then the offsets must be read again. */
    boolean withdrawAfterGaps(StreamOffsets offsets) throws IOException, JetStreamApiException, InterruptedException {
        Map<Integer, Long> uncertainSince = new HashMap<>();
        offsets.offsets().forEach((topicPartition, last) -> {
            if (!last.origin().link().isConfirmed()) {
                uncertainSince.merge(
                        topicPartition.partition(),
                        hasLostWhatItFollows(last.origin(), last.sequence())
                                ? Math.max(0, last.sequence() - SPAN)
                                : last.origin().link().sequence(),
                        Math::min);
            }
        });
        boolean withdrawn = false;
        for (Map.Entry<Integer, Long> each : uncertainSince.entrySet()) {
            Map<TopicPartition, List<Tail>> tails = read(each.getKey(), each.getValue() + 1, offsets);
            for (Map.Entry<TopicPartition, List<Tail>> tail : tails.entrySet()) {
                List<Tail> outOfOrder = offsets.of(tail.getKey())
                        .map(last -> afterGap(last, tail.getValue()))
                        .orElse(List.of());
                withdrawn |= withdraw(tail.getKey(), outOfOrder, offsets);
            }
        }
        return withdrawn;
    }

    private static List<Tail> afterGap(StreamOffset last, List<Tail> tail) {
        if (hasLostWhatItFollows(last.origin(), last.sequence())) {
            return tail.stream()
                    .dropWhile(each -> !hasLostWhatItFollows(each.origin(), each.sequence()))
                    .toList();
        }
        Origin.Link link = last.origin().link();
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

    /**
     * Whether the stream was deleted, or lost its end, between an acknowledgement and this message: it follows one with a
     * sequence that the stream had only reached before.
     */
    private static boolean hasLostWhatItFollows(Origin origin, long sequence) {
        return origin.link().sequence() >= sequence;
    }

    private boolean withdraw(TopicPartition topicPartition, List<Tail> messages, StreamOffsets offsets)
            throws IOException, JetStreamApiException {
        if (messages.isEmpty()) {
            return false;
        }
        LOG.warn(
                "Stream {} lacks a message of {} before offset {}; removing the {} messages after it, to publish all in order",
                stream,
                topicPartition,
                messages.get(0).origin().position().offset(),
                messages.size());
        JetStreamManagement management = connection.jetStreamManagement();
        Map<Long, Long> withdrawn = offsets.withdrawn().computeIfAbsent(topicPartition, key -> new HashMap<>());
        // From the end, so that what remains shows the gap at any moment.
        for (int i = messages.size() - 1; i >= 0; i--) {
            management.deleteMessage(stream, messages.get(i).sequence(), false);
            withdrawn.put(
                    messages.get(i).origin().position().offset(),
                    messages.get(i).sequence());
        }
        return true;
    }

    /** The messages of the uncertain topic partitions with this number, from this sequence on, in the stream's order. */
    private Map<TopicPartition, List<Tail>> read(int partition, long sequence, StreamOffsets offsets)
            throws IOException, JetStreamApiException, InterruptedException {
        Map<TopicPartition, List<Tail>> tails = new HashMap<>();
        new StreamScan(connection, stream)
                .read(StreamOffsetReader.subjectsOf(partition), sequence, message -> add(tails, message, offsets));
        return tails;
    }

    private void add(Map<TopicPartition, List<Tail>> tails, Message message, StreamOffsets offsets) {
        Optional<Origin> origin = Origin.of(message.getHeaders(), partitions);
        if (origin.isEmpty()) {
            return;
        }
        TopicPartition topicPartition = origin.get().position().topicPartition();
        Optional<StreamOffset> last = offsets.of(topicPartition);
        if (last.isPresent()
                && !last.get().origin().link().isConfirmed()
                && origin.get().generation() == last.get().origin().generation()) {
            tails.computeIfAbsent(topicPartition, key -> new ArrayList<>())
                    .add(new Tail(origin.get(), message.metaData().streamSequence()));
        }
    }
}
