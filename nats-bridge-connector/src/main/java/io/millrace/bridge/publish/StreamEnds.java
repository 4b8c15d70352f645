package io.millrace.bridge.publish;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the stream has come, which makes it the bridge's offset store.
 *
 * @param ends the last message of each topic partition, up to which none is missing
 * @param generations what a message must at least have to count, by topic partition
 * @param withdrawn messages that were taken out again since one before them was missing: offset to stream sequence
 * @param lastIds the last event id, by subject
 * @param lastSequence the last message of all when the stream was looked at
 * @param readAtNanos a time before the stream was looked at, of {@link System#nanoTime}
 */
public record StreamEnds(
        Map<TopicPartition, StreamEnd> ends,
        Map<TopicPartition, Long> generations,
        Map<TopicPartition, Map<Long, Long>> withdrawn,
        Map<String, Long> lastIds,
        long lastSequence,
        long readAtNanos) {
    public Optional<StreamEnd> endOf(TopicPartition topicPartition) {
        return Optional.ofNullable(ends.get(topicPartition));
    }

    long generationOf(TopicPartition topicPartition) {
        StreamEnd end = ends.get(topicPartition);
        long published = end == null ? 0 : end.origin().generation();
        return Math.max(published, generations.getOrDefault(topicPartition, 0L));
    }

    Map<Long, Long> withdrawnOf(TopicPartition topicPartition) {
        return withdrawn.getOrDefault(topicPartition, Map.of());
    }
}
