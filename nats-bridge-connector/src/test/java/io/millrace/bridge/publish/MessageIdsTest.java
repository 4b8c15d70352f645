package io.millrace.bridge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
    /** The hash of the topic and the partition. */
    private static final String KEY = "429iqzahzm";

    private final MessageIds ids = new MessageIds(new TopicPartition("shop.sales.customers", 3));

    @Test
    void aRecordPublishedAgainHasTheSameId() {
        ids.resume(0, Map.of(), 10);
        assertThat(ids.of(7)).isEqualTo(KEY + "-7");
        ids.resume(0, Map.of(), 20);
        assertThat(ids.of(7)).isEqualTo(KEY + "-7");
    }

    @Test
    void recordsOfAnotherGenerationAreOtherMessages() {
        ids.resume(2, Map.of(), 10);
        assertThat(ids.of(7)).isEqualTo(KEY + "-7~2");

        ids.resume(1, Map.of(), 10);
        assertThat(ids.generation()).isEqualTo(2);

        ids.startOver();
        assertThat(ids.of(7)).isEqualTo(KEY + "-7~3");
    }

    @Test
    void whatWasWithdrawnGetsAnotherId() {
        ids.resume(0, Map.of(7L, 9L), 10);
        assertThat(ids.of(7)).isEqualTo(KEY + "-7#9");
        assertThat(ids.of(8)).isEqualTo(KEY + "-8");

        ids.startOver();
        assertThat(ids.of(7)).isEqualTo(KEY + "-7~1");
    }

    /** JetStream remembers ids of messages that it no longer holds. */
    @Test
    void aDuplicateOfAMessageThatIsGoneGetsAnotherId() {
        ids.resume(0, Map.of(), 10);
        assertThat(ids.isStored(7, 11)).isTrue();
        assertThat(ids.of(7)).isEqualTo(KEY + "-7");

        assertThat(ids.isStored(7, 10)).isFalse();
        assertThat(ids.of(7)).isEqualTo(KEY + "-7#a");
    }
}
