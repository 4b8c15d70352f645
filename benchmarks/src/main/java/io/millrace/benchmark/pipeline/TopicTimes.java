package io.millrace.benchmark.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** When Connect handed the records of a topic to its producer. */
final class TopicTimes implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(2);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final Map<TopicPartition, Long> end = new HashMap<>();

    TopicTimes(String bootstrapServers, String topic) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.topic = topic;
    }

    /** Remembers where the topic ends now, which may not exist yet. */
    void rememberEnd() {
        end.clear();
        end.putAll(consumer.endOffsets(partitions()));
    }

    /** The time of the earliest record behind the remembered end, where one is in every partition or none comes any more. */
    Instant firstBehindTheEnd() {
        List<TopicPartition> partitions = partitions();
        consumer.assign(partitions);
        partitions.forEach(each -> consumer.seek(each, end.getOrDefault(each, 0L)));
        Map<TopicPartition, Long> first = new HashMap<>();
        boolean more = true;
        while (more && first.size() < partitions.size()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            more = !records.isEmpty();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                TopicPartition partition = new TopicPartition(topic, record.partition());
                if (first.putIfAbsent(partition, record.timestamp()) == null) {
                    consumer.pause(List.of(partition));
                }
            }
        }
        consumer.resume(consumer.paused());
        return Instant.ofEpochMilli(first.values().stream()
                .mapToLong(Long::longValue)
                .min()
                .orElseThrow(() -> new IllegalStateException("Nothing new is in topic " + topic)));
    }

    /** The times of the records about these orders, among those since then. */
    Map<Long, Instant> of(Set<Long> orders, Instant since) {
        List<TopicPartition> partitions = partitions();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        consumer.offsetsForTimes(
                        partitions.stream().collect(Collectors.toMap(each -> each, each -> since.toEpochMilli())))
                .forEach((partition, first) -> {
                    if (first != null) {
                        consumer.seek(partition, first.offset());
                    }
                });
        Map<Long, Instant> times = new HashMap<>();
        while (times.size() < orders.size()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (records.isEmpty()) {
                throw new IllegalStateException(
                        "Topic " + topic + " has " + times.size() + " of " + orders.size() + " orders");
            }
            for (ConsumerRecord<byte[], byte[]> each : records) {
                long order = Stages.orderOf(each.value());
                if (orders.contains(order)) {
                    times.put(order, Instant.ofEpochMilli(each.timestamp()));
                }
            }
        }
        return times;
    }

    private List<TopicPartition> partitions() {
        return consumer.listTopics().getOrDefault(topic, List.of()).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
