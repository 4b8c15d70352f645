package io.millrace.bridge.publish;

import io.millrace.event.Subject;
import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsSession;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Reads from the stream how far it has come. */
final class StreamOffsetReader {
    private final String stream;
    private final Map<String, TopicPartition> partitions = new HashMap<>();

    private StreamOffsetReader(String stream, Collection<TopicPartition> partitions) {
        this.stream = stream;
        partitions.forEach(each -> this.partitions.put(Origin.keyOf(each), each));
    }

    /** Reads what concerns these topic partitions, and takes out again what came after a missing message. */
    static StreamOffsets read(NatsSession session, String stream, Collection<TopicPartition> partitions) {
        return session.ask(
                "for the last messages of stream " + stream, new StreamOffsetReader(stream, partitions)::read);
    }

    static String subjectsOf(int partition) {
        return Subject.PREFIX + ".*.*.*." + partition;
    }

    private StreamOffsets read(Connection connection) throws IOException, JetStreamApiException, InterruptedException {
        Map<TopicPartition, OffsetResets.OffsetReset> resets = OffsetResets.read(connection, stream);
        Map<TopicPartition, Map<Long, Long>> withdrawn = new HashMap<>();
        TailRepair repair = new TailRepair(connection, stream, partitions);
        StreamOffsets offsets;
        do {
            long readAtNanos = System.nanoTime();
            long lastSequence = connection
                    .jetStreamManagement()
                    .getStreamInfo(stream)
                    .getStreamState()
                    .getLastSequence();
            offsets = new StreamOffsets(
                    new HashMap<>(), resets, withdrawn, new HashMap<>(), new TreeSet<>(), lastSequence, readAtNanos);
            for (String subjects : subjects()) {
                for (MessageInfo message : LastMessages.read(connection, stream, subjects)) {
                    add(offsets, message);
                }
            }
        } while (repair.withdrawAfterGaps(offsets));
        return offsets;
    }

    /** The subjects of all tables with one of these partition numbers. */
    private Set<String> subjects() {
        return partitions.values().stream()
                .map(each -> subjectsOf(each.partition()))
                .collect(Collectors.toSet());
    }

    private void add(StreamOffsets offsets, MessageInfo message) {
        Optional<Origin> origin = Origin.of(message.getHeaders(), partitions);
        addLastEvent(offsets, message, origin);
        if (origin.isEmpty()) {
            return;
        }
        TopicPartition topicPartition = origin.get().position().topicPartition();
        if (origin.get().generation() >= offsets.resetOf(topicPartition).generation()) {
            // Several tables may share a topic; the records of a topic partition are published in its order.
            offsets.offsets()
                    .merge(topicPartition, new StreamOffset(origin.get(), message.getSeq()), StreamOffsetReader::later);
        }
    }

    /** Not all that is there is an event, or has a subject of ours. */
    private static void addLastEvent(StreamOffsets offsets, MessageInfo message, Optional<Origin> origin) {
        if (LastEvent.in(message).isEmpty()) {
            offsets.foreign().add(message.getSubject());
        }
        LastEvent.idOf(message)
                .ifPresent(id -> offsets.lastEvents()
                        .put(
                                message.getSubject(),
                                new LastEvent(
                                        id, origin.map(each -> each.position().topicPartition()))));
    }

    private static StreamOffset later(StreamOffset one, StreamOffset other) {
        return one.sequence() > other.sequence() ? one : other;
    }
}
