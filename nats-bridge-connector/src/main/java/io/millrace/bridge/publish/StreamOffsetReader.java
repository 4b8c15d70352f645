package io.millrace.bridge.publish;

import io.millrace.event.Subject;
import io.millrace.nats.Checkpoints;
import io.millrace.nats.JetStreamError;
import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsSession;
import io.millrace.nats.PublishMark;
import io.millrace.nats.PublishProgress;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Reads from the stream how far topic partitions have come. */
final class StreamOffsetReader {
    private final String stream;
    /** Subjects that end with a message that no bridge has published, and its sequence. */
    private final Map<String, Long> others = new HashMap<>();

    private final Map<String, TopicPartition> partitions = new HashMap<>();

    private StreamOffsetReader(String stream, Collection<TopicPartition> partitions) {
        this.stream = stream;
        partitions.forEach(each -> this.partitions.put(Origin.keyOf(each), each));
    }

    /** Reads what concerns these topic partitions, and removes the messages that came after a missing one. */
    static StreamOffsets read(NatsSession session, String stream, Collection<TopicPartition> partitions) {
        return session.ask(
                "for the last messages of stream " + stream, new StreamOffsetReader(stream, partitions)::read);
    }

    /** When the stream was created, which tells it from another of its name. */
    static String created(StreamInfo info) {
        return info.getCreateTime().toInstant().toString();
    }

    static String subjectsOf(int partition) {
        return Subject.PREFIX + ".*.*.*." + partition;
    }

    private StreamOffsets read(Connection connection) throws IOException, JetStreamApiException, InterruptedException {
        Map<TopicPartition, OffsetResets.OffsetReset> resets = OffsetResets.read(connection, stream);
        Map<TopicPartition, Map<Long, Long>> withdrawn = new HashMap<>();
        TailRepair repair = new TailRepair(connection, stream, partitions);
        Map<TopicPartition, PublishProgress> progress = progress(connection, resets);
        LostEvents lost;
        StreamOffsets offsets;
        do {
            long readAtNanos = System.nanoTime();
            StreamInfo info = connection.jetStreamManagement().getStreamInfo(stream);
            offsets = new StreamOffsets(
                    new HashMap<>(),
                    resets,
                    withdrawn,
                    new HashMap<>(),
                    new TreeSet<>(),
                    progress,
                    new HashMap<>(),
                    created(info),
                    info.getStreamState().getLastSequence(),
                    readAtNanos);
            others.clear();
            for (String subjects : subjects()) {
                for (MessageInfo message : LastMessages.read(connection, stream, subjects)) {
                    add(offsets, message);
                }
            }
            for (PublishProgress each : progress.values()) {
                addHidden(connection, offsets, each);
            }
            lost = LostEvents.of(info, Instant.now());
        } while (repair.withdrawAfterGaps(offsets));
        for (Map.Entry<TopicPartition, PublishProgress> each : progress.entrySet()) {
            OptionalLong from = offsets.of(each.getKey()).isPresent()
                    ? OptionalLong.empty()
                    : lost.from(each.getValue(), isOverwritten(connection, each.getValue()));
            if (from.isPresent()) {
                offsets.lost().put(each.getKey(), from.getAsLong());
            }
        }
        return offsets;
    }

    /** What was stored about these topic partitions and is still valid. */
    private Map<TopicPartition, PublishProgress> progress(
            Connection connection, Map<TopicPartition, OffsetResets.OffsetReset> resets)
            throws IOException, JetStreamApiException, InterruptedException {
        Map<TopicPartition, PublishProgress> progress = new HashMap<>();
        Checkpoints checkpoints = Checkpoints.open(connection, stream);
        for (int number :
                partitions.values().stream().map(TopicPartition::partition).collect(Collectors.toSet())) {
            for (PublishProgress each : checkpoints.list(number)) {
                TopicPartition topicPartition = new TopicPartition(each.getTopic(), number);
                OffsetResets.OffsetReset reset = resets.getOrDefault(topicPartition, OffsetResets.OffsetReset.NONE);
                if (partitions.containsValue(topicPartition) && each.getGeneration() >= reset.generation()) {
                    progress.put(topicPartition, each);
                }
            }
        }
        return progress;
    }

    /** The last of our messages on each subject where messages of others follow. */
    private void addHidden(Connection connection, StreamOffsets offsets, PublishProgress progress)
            throws IOException, JetStreamApiException, InterruptedException {
        long known = progress.getMark(progress.getMarkCount() - 1).getSequence();
        for (String subject : progress.getSubjectList()) {
            Long last = others.get(subject);
            if (last == null) {
                continue;
            }
            offsets.foreign().add(subject);
            long found = lastOfOurs(connection, subject, Math.max(1, Math.min(known, last)));
            if (found == 0) {
                found = lastOfOurs(connection, subject, 1);
            }
            if (found > 0) {
                add(offsets, LastMessages.read(connection, stream, found));
            }
        }
    }

    /** Whether a younger message is where the stream ended at the last mark: meanwhile it ended earlier. */
    private boolean isOverwritten(Connection connection, PublishProgress progress)
            throws IOException, JetStreamApiException, InterruptedException {
        PublishMark last = progress.getMark(progress.getMarkCount() - 1);
        if (last.getSequence() == 0) {
            return false;
        }
        try {
            return LastMessages.read(connection, stream, last.getSequence())
                    .getTime()
                    .toInstant()
                    .isAfter(PartitionCheckpoint.timeOf(last));
        } catch (JetStreamApiException e) {
            if (JetStreamError.NO_MESSAGE_FOUND.is(e)) {
                return false;
            }
            throw e;
        }
    }

    private long lastOfOurs(Connection connection, String subject, long sequence)
            throws IOException, JetStreamApiException, InterruptedException {
        long[] last = new long[1];
        new StreamScan(connection, stream).read(subject, sequence, message -> {
            if (Origin.of(message.getHeaders(), partitions).isPresent()) {
                last[0] = message.metaData().streamSequence();
            }
        });
        return last[0];
    }

    /** The subjects of all tables with one of these partition numbers. */
    private Set<String> subjects() {
        return partitions.values().stream()
                .map(each -> subjectsOf(each.partition()))
                .collect(Collectors.toSet());
    }

    private void add(StreamOffsets offsets, MessageInfo message) {
        Optional<Origin> origin = Origin.of(message.getHeaders(), partitions);
        if (!Origin.isBridges(message.getHeaders())) {
            others.put(String.valueOf(message.getSubject()), message.getSeq());
        }
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

    /** Not every message there is an event, or has one of our subjects. */
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
