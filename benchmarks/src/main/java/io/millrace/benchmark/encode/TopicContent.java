package io.millrace.benchmark.encode;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a topic contains.
 *
 * @param payloadBytes the serialized keys and values
 * @param logBytes the topic's size on the broker's disk
 * @param arrival the time between the first and the last record's arrival at the broker
 */
record TopicContent(long records, long payloadBytes, long logBytes, Duration arrival) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    double recordsPerSecond() {
        return (records - 1) * 1000.0 / arrival.toMillis();
    }

    /** The number of committed offsets of a topic, including those of transaction markers. */
    static long offsets(Admin admin, String topic) throws Exception {
        Set<TopicPartition> partitions = partitions(admin, topic);
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(each -> latest.put(each, OffsetSpec.latest()));
        return admin
                .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .values()
                .stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    /** Reads the expected number of records from a topic with message.timestamp.type=LogAppendTime. */
    static TopicContent read(String bootstrapServers, String topic, long expected) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed",
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                10_000),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            Set<TopicPartition> partitions = partitions(admin, topic);
            consumer.assign(partitions);
            Count count = new Count();
            long end = System.nanoTime() + LIMIT.toNanos();
            while (count.records < expected) {
                consumer.poll(POLL).forEach(count::add);
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("Topic " + topic + " holds " + count.records + " records after "
                            + LIMIT.toSeconds() + " s of reading, not " + expected);
                }
            }
            return new TopicContent(
                    count.records, count.bytes, logBytes(admin, topic), Duration.ofMillis(count.last - count.first));
        }
    }

    private static Set<TopicPartition> partitions(Admin admin, String topic) throws Exception {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .flatMap(description -> description.partitions().stream())
                .map(each -> new TopicPartition(topic, each.partition()))
                .collect(Collectors.toSet());
    }

    private static long logBytes(Admin admin, String topic) throws Exception {
        List<Integer> nodes =
                admin.describeCluster().nodes().get().stream().map(Node::id).toList();
        return admin.describeLogDirs(nodes).allDescriptions().get().values().stream()
                .flatMap(directories -> directories.values().stream())
                .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().equals(topic))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    private static final class Count {
        long records;
        long bytes;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;

        void add(ConsumerRecord<byte[], byte[]> record) {
            records++;
            bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
            first = Math.min(first, record.timestamp());
            last = Math.max(last, record.timestamp());
        }
    }
}
