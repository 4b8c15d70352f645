package io.millrace.bridge.publish;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the stream has come, which makes it the bridge's offset store.
 *
 * @param offsets the last message of each topic partition, up to which none is missing
 * @param generations what a message must at least have to count, by topic partition
 * @param withdrawn messages that were taken out again since one before them was missing: offset to stream sequence
 * @param lastEvents by subject
 * @param lastSequence the last message of all when the stream was read
 * @param readAtNanos a time before the stream was read, of {@link System#nanoTime}
 */
public record StreamOffsets(
        Map<TopicPartition, StreamOffset> offsets,
        Map<TopicPartition, Long> generations,
        Map<TopicPartition, Map<Long, Long>> withdrawn,
        Map<String, LastEvent> lastEvents,
        long lastSequence,
        long readAtNanos) {
    Optional<StreamOffset> of(TopicPartition topicPartition) {
        return Optional.ofNullable(offsets.get(topicPartition));
    }

    long generationOf(TopicPartition topicPartition) {
        long published =
                of(topicPartition).map(last -> last.origin().generation()).orElse(0L);
        return Math.max(published, generations.getOrDefault(topicPartition, 0L));
    }

    Map<Long, Long> withdrawnOf(TopicPartition topicPartition) {
        return withdrawn.getOrDefault(topicPartition, Map.of());
    }
}
