package io.millrace.state;

import java.util.Map;
import java.util.Optional;

/**
 * A Kafka topic as it is now.
 *
 * @param replicas of the partition that has the fewest
 * @param configuration what holds for the topic, the brokers' defaults among it
 * @param firstOffsets by partition, the first offset that Kafka still has
 * @param endOffsets by partition, the offset of the next record
 */
public record TopicState(
        String name,
        int replicas,
        Map<String, String> configuration,
        Map<Integer, Long> firstOffsets,
        Map<Integer, Long> endOffsets) {
    public int partitions() {
        return endOffsets.size();
    }

    /** How many records the topic holds, markers of transactions among them. */
    public long records() {
        return endOffsets.entrySet().stream()
                .mapToLong(end -> end.getValue() - firstOffsets.getOrDefault(end.getKey(), 0L))
                .sum();
    }

    /** A setting that is a number; empty if it is not known. */
    public Optional<Long> number(String setting) {
        String value = configuration.getOrDefault(setting, "");
        return value.matches("-?\\d{1,19}") ? Optional.of(Long.valueOf(value)) : Optional.empty();
    }
}
