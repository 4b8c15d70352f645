package io.millrace.state.applied;

import io.millrace.state.applied.PublishedOffsets.PublishedPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Finds records in Kafka that the stream lacks. What follows the last published record of a topic partition may be markers
 * of transactions, records that are no events, and dead letters. Not thread-safe.
 */
final class UnpublishedRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private final Consumer<byte[], byte[]> consumer;
    private final KnownDeadLetters deadLetters;
    /** Up to where there is nothing to publish after the last published record. */
    private final Map<TopicPartition, Scan> finished = new HashMap<>();

    /** The records that a bridge could not publish. */
    interface KnownDeadLetters extends AutoCloseable {
        boolean contains(TopicPartition partition, long offset);

        @Override
        default void close() {}
    }

    /** Reads what follows the last published record of a topic partition, up to an end. */
    private static final class Scan {
        private final PublishedPartition last;
        private final long end;
        /** Whether the last published record itself must come first: then the topic is still the same. */
        private boolean expectsLast;

        Scan(PublishedPartition last, long end) {
            this.last = last;
            this.end = end;
        }

        boolean follows(PublishedPartition other) {
            return last.offset() == other.offset() && last.timestamp() == other.timestamp();
        }
    }

    /** @param consumer which is closed with this, as the dead letters are */
    UnpublishedRecords(Consumer<byte[], byte[]> consumer, KnownDeadLetters deadLetters) {
        this.consumer = consumer;
        this.deadLetters = deadLetters;
    }

    /** Where the partitions of these topics end, in committed records; topics that do not exist have none. */
    Map<TopicPartition, Long> ends(Collection<String> topics) {
        Map<String, List<PartitionInfo>> existing = consumer.listTopics();
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            existing.getOrDefault(topic, List.of())
                    .forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
        }
        // The client warns of ends that it is told of partitions that are not assigned.
        consumer.assign(partitions);
        return consumer.endOffsets(partitions);
    }

    /** A record before these ends that the stream lacks, or else why that is not certain; empty if there is none. */
    Optional<String> find(Map<TopicPartition, Long> ends, Map<TopicPartition, PublishedPartition> published) {
        Map<TopicPartition, Scan> scans = new HashMap<>();
        Map<TopicPartition, Long> from = new HashMap<>();
        for (Map.Entry<TopicPartition, Long> each : ends.entrySet()) {
            PublishedPartition last = published.getOrDefault(each.getKey(), PublishedPartition.NOTHING);
            // The bridge may have gone on since; its last record is looked at all the same.
            long end =
                    Math.max(each.getValue(), last.timestamp() == PublishedPartition.UNKNOWN ? 0 : last.offset() + 1);
            Scan done = finished.get(each.getKey());
            long start = done != null && done.follows(last) ? done.end : Math.max(0, last.offset());
            if (start < end) {
                from.put(each.getKey(), start);
                scans.put(each.getKey(), new Scan(last, end));
            }
        }
        Optional<TopicPartition> shorter = consumer.endOffsets(beyond(ends, published)).entrySet().stream()
                .filter(end -> published
                                .getOrDefault(end.getKey(), PublishedPartition.NOTHING)
                                .offset()
                        >= end.getValue())
                .map(Map.Entry::getKey)
                .findFirst();
        if (shorter.isPresent()) {
            return Optional.of("topic partition " + shorter.get() + " ends before what the stream has of it, so the"
                    + " topic was re-created; the bridge has not begun with it");
        }
        if (scans.isEmpty()) {
            return Optional.empty();
        }
        seek(scans, from);
        return read(scans);
    }

    private static List<TopicPartition> beyond(
            Map<TopicPartition, Long> ends, Map<TopicPartition, PublishedPartition> published) {
        return ends.entrySet().stream()
                .filter(end -> published
                                .getOrDefault(end.getKey(), PublishedPartition.NOTHING)
                                .offset()
                        >= end.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void seek(Map<TopicPartition, Scan> scans, Map<TopicPartition, Long> from) {
        consumer.assign(scans.keySet());
        consumer.resume(consumer.paused());
        consumer.beginningOffsets(scans.keySet()).forEach((partition, first) -> {
            Scan scan = scans.get(partition);
            Long start = from.get(partition);
            if (scan != null && start != null) {
                scan.expectsLast = start == scan.last.offset()
                        && start >= first
                        && scan.last.timestamp() != PublishedPartition.UNKNOWN;
                consumer.seek(partition, Math.max(start, first));
            }
        });
    }

    private Optional<String> read(Map<TopicPartition, Scan> scans) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            for (Map.Entry<TopicPartition, Scan> each : List.copyOf(scans.entrySet())) {
                if (consumer.position(each.getKey()) >= each.getValue().end) {
                    if (each.getValue().expectsLast) {
                        return Optional.of(recreated(each.getKey(), each.getValue()));
                    }
                    finished.put(each.getKey(), each.getValue());
                    consumer.pause(List.of(each.getKey()));
                    scans.remove(each.getKey());
                }
            }
            if (scans.isEmpty()) {
                return Optional.empty();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("Kafka did not deliver the ends of " + scans.keySet() + " in time");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Optional<String> missing = judge(record, scans);
                if (missing.isPresent()) {
                    return missing;
                }
            }
        }
    }

    private Optional<String> judge(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Scan> scans) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        Scan scan = scans.get(partition);
        if (scan == null || record.offset() >= scan.end) {
            return Optional.empty();
        }
        if (scan.expectsLast) {
            scan.expectsLast = false;
            boolean same =
                    record.offset() == scan.last.offset() && Math.max(0, record.timestamp()) == scan.last.timestamp();
            if (!same) {
                return Optional.of(recreated(partition, scan));
            }
        }
        boolean published = record.offset() <= scan.last.offset();
        return published || NoEvents.contain(record) || deadLetters.contains(partition, record.offset())
                ? Optional.empty()
                : Optional.of("record " + partition + '@' + record.offset()
                        + " is neither in the stream nor among the dead letters");
    }

    private static String recreated(TopicPartition partition, Scan scan) {
        return "topic partition " + partition + " has another record at offset " + scan.last.offset()
                + " than the stream, so the topic was re-created; the bridge has not begun with it";
    }

    @Override
    public void close() {
        consumer.close();
        deadLetters.close();
    }
}
