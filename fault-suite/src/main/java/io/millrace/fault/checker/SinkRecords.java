package io.millrace.fault.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.fault.pipeline.Connectors;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the receipts and the dead letters that the sink writes from now on. */
final class SinkRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> kafka;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<Integer, EventCount> acknowledged = new HashMap<>();
    private long deadLetters;

    /** The topics that are there; a topic without any record is not. */
    static SinkRecords fromNow(String bootstrapServers) {
        return new SinkRecords(bootstrapServers);
    }

    private SinkRecords(String bootstrapServers) {
        kafka = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        kafka.listTopics().forEach((topic, each) -> {
            if (topic.equals(Connectors.RECEIPTS) || topic.equals(Connectors.DEAD_LETTERS)) {
                each.forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
            }
        });
        kafka.assign(partitions);
        kafka.seekToEnd(partitions);
        // Otherwise the end is that of the first poll.
        partitions.forEach(kafka::position);
    }

    void read() throws IOException {
        for (ConsumerRecord<byte[], byte[]> record : kafka.poll(POLL)) {
            if (record.topic().equals(Connectors.DEAD_LETTERS)) {
                deadLetters++;
            } else {
                JsonNode receipt = json.readTree(record.value());
                acknowledged.merge(
                        receipt.path("partition").asInt(),
                        new EventCount(
                                receipt.path("events").asLong(),
                                receipt.path("sequence").asLong()),
                        EventCount::plus);
            }
        }
    }

    /** By partition of the stream. */
    Map<Integer, EventCount> acknowledged() {
        return acknowledged;
    }

    long deadLetters() {
        return deadLetters;
    }

    @Override
    public void close() {
        kafka.close();
    }
}
