package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SinkOffsetsTest {
    /** Partition 2 is new and was not read yet. */
    private static final TopicState TOPIC = new TopicState(
            "mysql.shop.orders",
            1,
            Map.of("retention.ms", "1000"),
            Map.of(0, 10L, 1, 10L, 2, 0L),
            Map.of(0, 20L, 1, 20L, 2, 5L));

    @Test
    void whatWaitsIsEverythingBehindTheOffsetThatKafkaHas() throws Exception {
        assertThat(offsets(15, 4).waiting(TOPIC, false)).isEqualTo(5 + 10 + 5);
        assertThat(offsets(20, 20).waiting(TOPIC, false)).isEqualTo(5);
        assertThat(offsets(19, 20).waiting(TOPIC, true)).isEqualTo(4);
    }

    @Test
    void whatKafkaDeletedBeforeItWasReadIsMissed() throws Exception {
        assertThat(offsets(15, 4).missed(TOPIC)).isEqualTo(6);
        assertThat(offsets(10, 20).missed(TOPIC)).isZero();
    }

    @Test
    void topicKnowsItsSize() {
        assertThat(TOPIC.partitions()).isEqualTo(3);
        assertThat(TOPIC.records()).isEqualTo(25);
        assertThat(TOPIC.number("retention.ms")).contains(1000L);
        assertThat(TOPIC.number("cleanup.policy")).isEmpty();
    }

    private static SinkOffsets offsets(long first, long second) throws Exception {
        return new SinkOffsets(new ObjectMapper().readTree("""
                {"offsets": [
                  {"partition": {"kafka_topic": "mysql.shop.orders", "kafka_partition": 0}, "offset": {"kafka_offset": %d}},
                  {"partition": {"kafka_topic": "mysql.shop.orders", "kafka_partition": 1}, "offset": {"kafka_offset": %d}}]}""".formatted(first, second)));
    }
}
