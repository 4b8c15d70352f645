package io.millrace.state.applied;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.applied.PublishedOffsets.PublishedPartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnpublishedRecordsTest {
    private static final TopicPartition PARTITION = new TopicPartition("mysql.shop.products", 3);
    private static final byte[] EVENT = {0x10, 2};
    private static final byte[] HEARTBEAT = {122, 0};

    private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("earliest");
    private final Set<Long> letters = new java.util.HashSet<>();
    private final UnpublishedRecords unpublished =
            new UnpublishedRecords(kafka, (partition, offset) -> letters.contains(offset));

    @Test
    void nothingIsMissingAfterTheLastRecord() {
        holds(record(4, 40, EVENT));

        assertThat(find(5, new PublishedPartition(4, 40, Map.of()))).isEmpty();
    }

    @Test
    void recordAfterTheLastPublishedOneIsMissing() {
        holds(record(4, 40, EVENT), record(5, 50, EVENT));

        assertThat(find(6, new PublishedPartition(4, 40, Map.of())))
                .hasValueSatisfying(missing -> assertThat(missing).contains("record mysql.shop.products-3@5"));
    }

    @Test
    void recordsThatAreNoEventsAndDeadLettersAreNotMissing() {
        letters.add(7L);
        holds(record(4, 40, EVENT), record(5, 50, null), record(6, 60, HEARTBEAT), record(7, 70, EVENT));

        assertThat(find(8, new PublishedPartition(4, 40, Map.of()))).isEmpty();
    }

    @Test
    void firstRecordOfATopicIsMissingWhileTheStreamHasNothing() {
        holds(record(0, 10, EVENT));

        assertThat(find(1, PublishedPartition.NOTHING)).isPresent();
    }

    @Test
    void emptyPartitionLacksNothing() {
        holds();

        assertThat(find(0, PublishedPartition.NOTHING)).isEmpty();
    }

    @Test
    void bridgeThatHasGoneOnIsNotMistakenForAnotherTopic() {
        holds(record(4, 40, EVENT), record(5, 50, EVENT), record(6, 60, EVENT));

        assertThat(find(5, new PublishedPartition(6, 60, Map.of()))).isEmpty();
    }

    @Test
    void topicThatEndsBeforeWhatTheStreamHasOfItWasRecreated() {
        holds(record(0, 90, EVENT));

        assertThat(find(1, new PublishedPartition(6, 60, Map.of())))
                .hasValueSatisfying(missing -> assertThat(missing).contains("re-created"));
    }

    @Test
    void topicWithAnotherRecordThereWasRecreated() {
        holds(record(4, 99, EVENT), record(5, 99, EVENT));

        assertThat(find(6, new PublishedPartition(4, 40, Map.of())))
                .hasValueSatisfying(missing -> assertThat(missing).contains("re-created"));
    }

    private Optional<String> find(long end, PublishedPartition last) {
        return unpublished.find(Map.of(PARTITION, end), Map.of(PARTITION, last));
    }

    @SafeVarargs
    private void holds(ConsumerRecord<byte[], byte[]>... records) {
        long first = records.length == 0 ? 0 : records[0].offset();
        long end = records.length == 0 ? 0 : records[records.length - 1].offset() + 1;
        kafka.updatePartitions(
                PARTITION.topic(),
                List.of(new PartitionInfo(PARTITION.topic(), PARTITION.partition(), Node.noNode(), null, null)));
        kafka.updateBeginningOffsets(Map.of(PARTITION, first));
        kafka.updateEndOffsets(Map.of(PARTITION, end));
        kafka.schedulePollTask(() -> {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() >= kafka.position(PARTITION)) {
                    kafka.addRecord(record);
                }
            }
        });
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, long timestamp, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                offset,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
