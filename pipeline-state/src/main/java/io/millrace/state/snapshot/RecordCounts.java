package io.millrace.state.snapshot;

import io.millrace.state.TopicState;
import io.millrace.state.applied.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts the records of small topics by reading them: offsets also count the markers of transactions. What cannot be read
 * in a second is not counted.
 */
final class RecordCounts implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;

    RecordCounts(KafkaClients kafka) {
        consumer = kafka.reader();
    }

    record RecordCount(long records, boolean isMore) {}

    RecordCount count(TopicState topic) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        topic.endOffsets().forEach((partition, end) -> {
            if (end > topic.firstOffsets().getOrDefault(partition, 0L)) {
                ends.put(new TopicPartition(topic.name(), partition), end);
            }
        });
        List<TopicPartition> partitions = new ArrayList<>(ends.keySet());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long records = 0;
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() - deadline > 0) {
                return new RecordCount(records, true);
            }
            records += consumer.poll(POLL).count();
        }
        return new RecordCount(records, false);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
