package io.millrace.bridge.publish;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the stream has come, which makes it the bridge's offset store.
 *
 * @param offsets the last message of each topic partition, up to which none is missing
 * @param resets of offsets; messages of earlier generations do not count
 * @param withdrawn messages that were taken out again since one before them was missing: offset to stream sequence
 * @param lastEvents by subject, as far as a bridge has published it
 * @param foreign subjects whose last message is no change event of that subject
 * @param lastSequence the last message of all when the stream was read
 * @param readAtNanos a time before the stream was read, of {@link System#nanoTime}
 */
public record StreamOffsets(
        Map<TopicPartition, StreamOffset> offsets,
        Map<TopicPartition, OffsetResets.OffsetReset> resets,
        Map<TopicPartition, Map<Long, Long>> withdrawn,
        Map<String, LastEvent> lastEvents,
        Set<String> foreign,
        long lastSequence,
        long readAtNanos) {
    Optional<StreamOffset> of(TopicPartition topicPartition) {
        return Optional.ofNullable(offsets.get(topicPartition));
    }

    long generationOf(TopicPartition topicPartition) {
        long published =
                of(topicPartition).map(last -> last.origin().generation()).orElse(0L);
        return Math.max(published, resetOf(topicPartition).generation());
    }

    OffsetResets.OffsetReset resetOf(TopicPartition topicPartition) {
        return resets.getOrDefault(topicPartition, OffsetResets.OffsetReset.NONE);
    }

    Map<Long, Long> withdrawnOf(TopicPartition topicPartition) {
        return withdrawn.getOrDefault(topicPartition, Map.of());
    }
}
