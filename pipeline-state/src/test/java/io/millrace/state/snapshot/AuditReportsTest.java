package io.millrace.state.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.SourceTable;
import io.millrace.state.snapshot.PipelineSnapshot.LastAudit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditReportsTest {
    private static final String TOPIC = "index-audit.findings";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final SourceTable ORDERS = new SourceTable("mysql", "shop", "orders");
    private static final Instant TIME = Instant.parse("2026-11-30T08:00:00Z");

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final AuditReports reports = new AuditReports(TOPIC);

    @BeforeEach
    void topicIsEmpty() {
        consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, Node.noNode(), new Node[0], new Node[0])));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
    }

    @Test
    void lastReportOfEachTableCounts() {
        add(
                0,
                report(
                        "orders",
                        "\"missing\": 2, \"extra\": 0, \"different\": 1, \"tableDifferences\": [\"a column\"]"));
        add(1, "{\"type\": \"difference\", \"source\": \"mysql\", \"database\": \"shop\", \"table\": \"orders\"}");
        add(2, "no JSON");
        add(3, report("products", "\"failure\": \"Manticore refused the connection\""));

        assertThat(reports.read(consumer))
                .containsEntry(ORDERS, new LastAudit(TIME, 4, ""))
                .containsEntry(
                        new SourceTable("mysql", "shop", "products"),
                        new LastAudit(TIME, 0, "Manticore refused the connection"));

        add(4, report("orders", "\"missing\": 0, \"unsettled\": 3"));

        assertThat(reports.read(consumer).get(ORDERS))
                .isEqualTo(new LastAudit(TIME, 0, "3 rows changed so often that they could not be compared"));
    }

    @Test
    void nothingIsSaidUntilTheNewestReportIsRead() {
        add(0, report("orders", "\"missing\": 2"));
        consumer.updateEndOffsets(Map.of(PARTITION, 2L));

        assertThat(reports.read(consumer)).isEmpty();

        add(1, report("orders", "\"missing\": 0"));

        assertThat(reports.read(consumer)).containsEntry(ORDERS, new LastAudit(TIME, 0, ""));
    }

    @Test
    void topicThatWasMadeAnewIsReadFromItsBeginning() {
        add(0, report("orders", "\"missing\": 2"));
        add(1, report("orders", "\"missing\": 2"));
        assertThat(reports.read(consumer)).isNotEmpty();
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));

        add(0, report("products", "\"missing\": 0"));

        assertThat(reports.read(consumer)).containsOnlyKeys(new SourceTable("mysql", "shop", "products"));
    }

    @Test
    void topicThatIsNotThereYetSaysNothing() {
        assertThat(new AuditReports("another").read(consumer)).isEmpty();
    }

    private static String report(String table, String counts) {
        return "{\"type\": \"table\", \"source\": \"mysql\", \"database\": \"shop\", \"table\": \"" + table + "\", "
                + counts + "}";
    }

    private void add(long offset, String value) {
        consumer.assign(List.of(PARTITION));
        consumer.updateEndOffsets(Map.of(PARTITION, offset + 1));
        consumer.addRecord(new ConsumerRecord<>(
                TOPIC,
                0,
                offset,
                TIME.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                value.getBytes(StandardCharsets.UTF_8),
                new RecordHeaders(),
                Optional.empty()));
    }
}
