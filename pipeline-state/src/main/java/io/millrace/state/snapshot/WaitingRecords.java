package io.millrace.state.snapshot;

import io.millrace.state.TopicState;
import io.millrace.state.applied.NoEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The records that a bridge has yet to publish.
 *
 * @param count about how many, as later markers of transactions are counted
 * @param oldest when the oldest of them was written; empty if there is none
 * @param passed how many it has published so far, about
 */
record WaitingRecords(long count, Optional<Instant> oldest, long passed) {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    /** @param next the offset after the last record of each partition that was published */
    static WaitingRecords read(KafkaConnection kafka, Collection<TopicState> topics, Map<TopicPartition, Long> next)
            throws InterruptedException {
        Map<TopicPartition, Long> ends = new HashMap<>();
        Map<TopicPartition, Long> starts = new HashMap<>();
        for (TopicState topic : topics) {
            topic.endOffsets().forEach((number, end) -> {
                TopicPartition partition = new TopicPartition(topic.name(), number);
                long start = Math.max(
                        next.getOrDefault(partition, 0L), topic.firstOffsets().getOrDefault(number, 0L));
                if (start < end) {
                    ends.put(partition, end);
                    starts.put(partition, start);
                }
            });
        }
        long passed = next.values().stream().mapToLong(Long::longValue).sum();
        if (ends.isEmpty()) {
            return new WaitingRecords(0, Optional.empty(), passed);
        }
        return kafka.read(consumer -> {
            consumer.assign(ends.keySet());
            starts.forEach(consumer::seek);
            return read(consumer, ends, passed);
        });
    }

    private static WaitingRecords read(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, long passed) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        long count = 0;
        Optional<Instant> oldest = Optional.empty();
        Map<TopicPartition, Long> open = new HashMap<>(ends);
        while (!open.isEmpty() && System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                Long end = open.get(partition);
                if (end == null || record.offset() >= end || NoEvents.contain(record)) {
                    continue;
                }
                open.remove(partition);
                consumer.pause(List.of(partition));
                count += Math.max(1, end - record.offset() - 1);
                Instant time = Instant.ofEpochMilli(record.timestamp());
                oldest = oldest.filter(time::isAfter).or(() -> Optional.of(time));
            }
            open.entrySet().removeIf(each -> consumer.position(each.getKey()) >= each.getValue());
        }
        return new WaitingRecords(count, oldest, passed);
    }
}
