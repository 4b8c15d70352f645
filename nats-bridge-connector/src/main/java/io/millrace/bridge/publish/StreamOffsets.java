package io.millrace.bridge.publish;

import io.millrace.nats.PublishProgress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * How far topic partitions have come according to the stream, which is the bridge's offset store.
 *
 * @param offsets the last message of each topic partition, up to which none is missing
 * @param resets of offsets; messages of earlier generations do not count
 * @param withdrawn messages that were removed because one before them was missing: offset to stream sequence
 * @param lastEvents by subject, as far as a bridge has published it
 * @param foreign subjects whose last message is not a change event of that subject
 * @param progress what was stored about topic partitions in the current generation
 * @param lost the offsets from which to publish topic partitions again whose events the stream has lost
 * @param created when the stream was created
 * @param lastSequence the last message of all when the stream was read
 * @param readAtNanos a time before the stream was read, of {@link System#nanoTime}
 */
public record StreamOffsets(
        Map<TopicPartition, StreamOffset> offsets,
        Map<TopicPartition, OffsetResets.OffsetReset> resets,
        Map<TopicPartition, Map<Long, Long>> withdrawn,
        Map<String, LastEvent> lastEvents,
        Set<String> foreign,
        Map<TopicPartition, PublishProgress> progress,
        Map<TopicPartition, Long> lost,
        String created,
        long lastSequence,
        long readAtNanos) {
    Optional<StreamOffset> of(TopicPartition topicPartition) {
        return Optional.ofNullable(offsets.get(topicPartition));
    }

    /**
     * What to store about the topic partitions that have messages in this stream though the stored progress is of another one
     * of that name.
     */
    Map<TopicPartition, PublishProgress> ofAnotherStream() {
        Map<TopicPartition, PublishProgress> continued = new HashMap<>();
        progress.forEach((topicPartition, stored) -> of(topicPartition)
                .filter(last -> !stored.getStreamCreated().equals(created))
                .ifPresent(last -> continued.put(
                        topicPartition,
                        stored.toBuilder()
                                .setStreamCreated(created)
                                .clearMark()
                                .addMark(PartitionCheckpoint.mark(
                                        last.position().offset() + 1, last.sequence(), Instant.now()))
                                .build())));
        return continued;
    }

    long generationOf(TopicPartition topicPartition) {
        long published =
                of(topicPartition).map(last -> last.origin().generation()).orElse(0L);
        long kept = Optional.ofNullable(progress.get(topicPartition))
                .map(PublishProgress::getGeneration)
                .orElse(0L);
        return Math.max(Math.max(published, kept), resetOf(topicPartition).generation());
    }

    OffsetResets.OffsetReset resetOf(TopicPartition topicPartition) {
        return resets.getOrDefault(topicPartition, OffsetResets.OffsetReset.NONE);
    }

    Optional<PublishProgress> progressOf(TopicPartition topicPartition) {
        return lost.containsKey(topicPartition) ? Optional.empty() : Optional.ofNullable(progress.get(topicPartition));
    }

    Optional<Long> lostFrom(TopicPartition topicPartition) {
        return Optional.ofNullable(lost.get(topicPartition));
    }

    Map<Long, Long> withdrawnOf(TopicPartition topicPartition) {
        return withdrawn.getOrDefault(topicPartition, Map.of());
    }
}
