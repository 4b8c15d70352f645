package io.millrace.bridge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.impl.Headers;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EventHeadersTest {
    private static final TopicPartition PARTITION = new TopicPartition("mysql.shop.products", 7);
    private static final Map<String, TopicPartition> KNOWN = Map.of(Origin.keyOf(PARTITION), PARTITION);
    private static final long NOW = 1_795_000_000_000L;

    private final AssignedPartition partition = new AssignedPartition(PARTITION);

    /** After a hundred million events in each of eight partitions, with a thousand in flight. */
    @Test
    void headersOfALargeTopicTakeNoMoreThanAHundredBytes() {
        Headers headers = headers(100_000_000, 100_000_000 - 1000, 800_000_000);

        assertThat(headers.serializedLength()).isLessThanOrEqualTo(100);
        assertThat(headers.keySet()).hasSize(2);
    }

    @Test
    void headersSayWhereTheEventCameFrom() {
        for (long offset : new long[] {0, 1, 1000, 100_000_000}) {
            Headers headers = headers(offset, Math.max(-1, offset - 1000), 17);

            Origin origin = Origin.of(headers, KNOWN).orElseThrow();
            assertThat(origin.position()).isEqualTo(new RecordPosition(PARTITION, offset, NOW));
            assertThat(origin.link()).isEqualTo(new Origin.Link(offset - 1, Math.max(-1, offset - 1000), 17));
            assertThat(origin.generation()).isZero();
        }
    }

    @Test
    void messageOfAnotherTopicOrPublisherHasNoOriginHere() {
        Headers headers = headers(5, 4, 17);
        TopicPartition other = new TopicPartition("mysql.shop.orders", 7);

        assertThat(Origin.of(headers, Map.of(Origin.keyOf(other), other))).isEmpty();
        assertThat(Origin.of(null, KNOWN)).isEmpty();
        assertThat(Origin.of(new Headers().put("Nats-Msg-Id", "anything"), KNOWN))
                .isEmpty();
    }

    private Headers headers(long offset, long confirmed, long sequence) {
        Origin last = new Origin(new RecordPosition(PARTITION, confirmed, NOW), 0, new Origin.Link(-1, -1, 0));
        partition.chain().resume(Optional.of(new StreamOffset(last, sequence)), sequence, 0);
        partition.chain().sent(offset - 1);
        return EventSequencer.headers(partition, new RecordPosition(PARTITION, offset, NOW));
    }
}
