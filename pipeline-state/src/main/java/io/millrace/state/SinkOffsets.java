package io.millrace.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** How far a sink connector has read its topics, as its committed offsets in Connect show it. */
public final class SinkOffsets {
    private final Map<String, Map<Integer, Long>> offsets = new HashMap<>();

    /** @param answer to {@code GET /connectors/<name>/offsets} */
    public SinkOffsets(JsonNode answer) {
        for (JsonNode entry : answer.path("offsets")) {
            JsonNode partition = entry.path("partition");
            offsets.computeIfAbsent(partition.path("kafka_topic").asText(), topic -> new HashMap<>())
                    .put(
                            partition.path("kafka_partition").asInt(),
                            entry.at("/offset/kafka_offset").asLong());
        }
    }

    private SinkOffsets() {}

    /** @param committed by the connector's consumer group */
    public static SinkOffsets of(Map<TopicPartition, Long> committed) {
        SinkOffsets offsets = new SinkOffsets();
        committed.forEach((partition, next) -> offsets.offsets
                .computeIfAbsent(partition.topic(), topic -> new HashMap<>())
                .put(partition.partition(), next));
        return offsets;
    }

    /** The offset of the next record to read; empty if nothing of the partition was read yet. */
    public Optional<Long> next(String topic, int partition) {
        return Optional.ofNullable(offsets.getOrDefault(topic, Map.of()).get(partition));
    }

    /**
     * About how many records of a topic have yet to be read; markers of transactions among them are counted.
     *
     * @param transactional whether the topic's producer uses transactions, so that each partition ends with a marker
     */
    public long waiting(TopicState topic, boolean transactional) {
        long waiting = 0;
        for (Map.Entry<Integer, Long> end : topic.endOffsets().entrySet()) {
            long first = topic.firstOffsets().getOrDefault(end.getKey(), 0L);
            long next = next(topic.name(), end.getKey()).orElse(first);
            waiting += Math.max(0, end.getValue() - Math.max(first, next) - (transactional ? 1 : 0));
        }
        return waiting;
    }

    /** How many records of a topic Kafka deleted before they were read. */
    public long missed(TopicState topic) {
        long missed = 0;
        for (Map.Entry<Integer, Long> first : topic.firstOffsets().entrySet()) {
            long next = next(topic.name(), first.getKey()).orElse(first.getValue());
            missed += Math.max(0, first.getValue() - next);
        }
        return missed;
    }
}
