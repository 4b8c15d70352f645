package io.millrace.bridge.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.impl.Headers;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PublishWindowTest {
    private static final int HEADER_BYTES = new Headers().serializedLength();

    private final AssignedPartition partition = new AssignedPartition(new TopicPartition("shop.sales.customers", 3));
    private final List<Long> stored = new ArrayList<>();
    private final PublishWindow window = new PublishWindow(4, 100, (message, latency) -> stored.add(message.offset()));

    @Test
    void countAndBytesAreBounded() {
        for (int i = 0; i < 4; i++) {
            assertThat(window.hasRoom()).isTrue();
            add(i, 1);
        }
        assertThat(window.hasRoom()).isFalse();

        window.acknowledged(0, 10, false, 100);
        assertThat(window.hasRoom()).isTrue();
        add(4, 500);
        window.acknowledged(1, 11, false, 100);
        assertThat(window.hasRoom()).isFalse();
        assertThat(window.bytes()).isEqualTo(502 + 3 * HEADER_BYTES);
    }

    @Test
    void messagesLeaveInOrderWhateverTheOrderOfTheirAcknowledgements() {
        add(5, 1);
        add(6, 1);
        add(7, 1);

        window.acknowledged(1, 11, false, 100);
        assertThat(stored).isEmpty();
        assertThat(partition.progress().next()).isEqualTo(5);

        window.acknowledged(0, 10, false, 100);
        assertThat(stored).containsExactly(5L, 6L);
        assertThat(partition.progress().next()).isEqualTo(7);
        assertThat(partition.chain().link()).isEqualTo(new Origin.Link(7, 6, 11));
        assertThat(window.count()).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsNoAcknowledgementHoldsBackWhatFollows() {
        add(5, 1);
        add(6, 1);
        assertThat(window.unanswered()).isEqualTo(2);

        window.refused(0, 100);
        window.acknowledged(1, 11, false, 100);

        assertThat(window.unanswered()).isZero();
        assertThat(window.isEmpty()).isFalse();
        assertThat(stored).isEmpty();
    }

    /** On a slow disk, the last of many messages takes longer than a stream that works may take for one. */
    @Test
    void theWaitBeginsAgainWithTheNextMessage() {
        add(5, 1);
        add(6, 1);
        assertThat(window.waitingSinceNanos()).isEqualTo(5);

        window.acknowledged(0, 10, false, 30);
        assertThat(window.waitingSinceNanos()).isEqualTo(30);

        window.acknowledged(1, 11, false, 40);
        add(50, 1);
        add(60, 1);
        assertThat(window.waitingSinceNanos()).isEqualTo(50);
    }

    /** When a cluster's stream gets another leader, one message can be lost among others that are stored. */
    @Test
    void answersToLaterMessagesDoNotProlongTheWaitForALostOne() {
        add(5, 1);
        add(6, 1);
        window.acknowledged(1, 11, false, 30);

        assertThat(window.waitingSinceNanos()).isEqualTo(5);
    }

    /** A duplicate may be what another task has published. */
    @Test
    void onlyAMessageThatWasStoredNowProvesThatNobodyElsePublished() {
        add(5, 1);
        add(6, 1);
        window.acknowledged(0, 10, true, 100);
        assertThat(partition.chain().currentAtNanos()).isZero();
        window.acknowledged(1, 11, false, 100);
        assertThat(partition.chain().currentAtNanos()).isEqualTo(6);
    }

    @Test
    void aReplyToWhatIsNotInFlightIsAnError() {
        assertThatThrownBy(() -> window.acknowledged(0, 10, false, 100))
                .hasMessageContaining("Message 0 is not in flight");
        add(5, 1);
        window.acknowledged(0, 10, false, 100);
        assertThatThrownBy(() -> window.get(0)).hasMessageContaining("Message 0 is not in flight");
    }

    private void add(long offset, int bodyBytes) {
        window.add(
                new EventMessage(
                        partition, offset, 0, "cdc.shop.sales.customers.3", new Headers(), new byte[bodyBytes]),
                offset);
    }
}
