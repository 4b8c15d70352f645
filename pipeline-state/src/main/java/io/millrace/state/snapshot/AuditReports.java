package io.millrace.state.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.event.SourceTable;
import io.millrace.state.snapshot.PipelineSnapshot.LastAudit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The last report about each table in the topic of an audit's findings. Each reading continues where the one before it
 * ended, since the topic grows for ever. For one thread at a time.
 */
final class AuditReports {
    /**
     * The first reading begins so many records before the end; an audit writes one per table, one per difference, and one
     * every ten seconds.
     */
    private static final long MOST_BEFORE = 10_000;

    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String topic;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Map<SourceTable, LastAudit> last = new HashMap<>();

    AuditReports(String topic) {
        this.topic = topic;
    }

    /** What was read so far; empty as long as the newest report may not have been read yet. */
    Map<SourceTable, LastAudit> read(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        if (ends.entrySet().stream().anyMatch(end -> next.getOrDefault(end.getKey(), 0L) > end.getValue())) {
            // The topic was made anew.
            next.clear();
            last.clear();
        }
        consumer.assign(partitions);
        consumer.beginningOffsets(partitions).forEach((partition, first) -> {
            long end = ends.getOrDefault(partition, first);
            long from = next.getOrDefault(partition, end - MOST_BEFORE);
            consumer.seek(partition, Math.max(first, from));
        });
        return readTo(ends, consumer) ? Map.copyOf(last) : Map.of();
    }

    private boolean readTo(Map<TopicPartition, Long> ends, Consumer<byte[], byte[]> consumer) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        boolean ended = isAt(ends, consumer);
        while (!ended && System.nanoTime() - deadline < 0) {
            consumer.poll(POLL).forEach(this::add);
            ended = isAt(ends, consumer);
        }
        ends.keySet().forEach(partition -> next.put(partition, consumer.position(partition)));
        return ended;
    }

    private static boolean isAt(Map<TopicPartition, Long> ends, Consumer<byte[], byte[]> consumer) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void add(ConsumerRecord<byte[], byte[]> finding) {
        parse(finding.value())
                .filter(json -> json.path("type").asText().equals("table"))
                .ifPresent(json -> {
                    SourceTable table = new SourceTable(
                            json.path("source").asText(),
                            json.path("database").asText(),
                            json.path("table").asText());
                    last.put(table, report(json, Instant.ofEpochMilli(finding.timestamp())));
                });
    }

    private static LastAudit report(JsonNode json, Instant time) {
        long differences = json.path("missing").asLong()
                + json.path("extra").asLong()
                + json.path("different").asLong()
                + json.path("tableDifferences").size();
        long unsettled = json.path("unsettled").asLong();
        String failure = json.path("failure").asText();
        return new LastAudit(
                time,
                differences,
                failure.isEmpty() && unsettled > 0
                        ? unsettled + " rows changed so often that they could not be compared"
                        : failure);
    }

    private static Optional<JsonNode> parse(byte[] value) {
        try {
            return Optional.ofNullable(value == null ? null : JSON.readTree(value));
        } catch (IOException foreign) {
            // Somebody else wrote it.
            return Optional.empty();
        }
    }
}
