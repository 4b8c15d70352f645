package io.millrace.state.applied;

import io.millrace.state.KafkaServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** The records that bridges could not publish, as Connect's headers name them in the dead letter topics. */
final class BridgeDeadLetters implements UnpublishedRecords.KnownDeadLetters {
    private static final String PREFIX = "__connect.errors.";
    private static final Duration POLL = Duration.ofMillis(200);
    /** Of a topic partition; only its latest ones can be those that the stream does not show yet. */
    private static final int KEPT = 100_000;

    private final KafkaServers kafka;
    private final Collection<String> topics;
    private final Map<String, TreeSet<Long>> offsets = new HashMap<>();
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    BridgeDeadLetters(KafkaServers kafka, Collection<String> topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    @Override
    public boolean contains(TopicPartition partition, long offset) {
        if (!isKnown(partition, offset)) {
            readOn();
        }
        return isKnown(partition, offset);
    }

    private boolean isKnown(TopicPartition partition, long offset) {
        TreeSet<Long> known = offsets.get(partition.toString());
        return known != null && known.contains(offset);
    }

    private void readOn() {
        if (topics.isEmpty()) {
            return;
        }
        KafkaConsumer<byte[], byte[]> reader = consumer;
        if (reader == null) {
            reader = kafka.reader();
            consumer = reader;
        }
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            for (PartitionInfo each : reader.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, each.partition()));
            }
        }
        if (!reader.assignment().equals(Set.copyOf(partitions))) {
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            offsets.clear();
        }
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
        while (hasMore(reader, ends)) {
            reader.poll(POLL).forEach(this::add);
        }
    }

    private static boolean hasMore(KafkaConsumer<byte[], byte[]> reader, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue());
    }

    private void add(ConsumerRecord<byte[], byte[]> letter) {
        String offset = header(letter, "offset");
        if (offset.matches("\\d{1,18}")) {
            TreeSet<Long> known = offsets.computeIfAbsent(
                    header(letter, "topic") + '-' + header(letter, "partition"), key -> new TreeSet<>());
            known.add(Long.valueOf(offset));
            if (known.size() > KEPT) {
                known.pollFirst();
            }
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(PREFIX + name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        KafkaConsumer<byte[], byte[]> reader = consumer;
        if (reader != null) {
            reader.close();
        }
    }
}
