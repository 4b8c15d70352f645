package io.millrace.bridge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OriginChainTest {
    private static final TopicPartition PARTITION = new TopicPartition("shop.sales.customers", 3);

    private final OriginChain chain = new OriginChain();

    @Test
    void theFirstMessageFollowsWhatTheStreamHeld() {
        chain.resume(Optional.empty(), 40, 0);
        assertThat(chain.link()).isEqualTo(new Origin.Link(-1, -1, 40));
        assertThat(chain.link().isConfirmed()).isTrue();
    }

    @Test
    void aMessageNamesTheOneBeforeItAndTheLastThatIsConfirmed() {
        chain.resume(last(6, 38), 40, 0);
        assertThat(chain.link()).isEqualTo(new Origin.Link(6, 6, 38));

        chain.sent(7);
        chain.sent(9);
        assertThat(chain.link()).isEqualTo(new Origin.Link(9, 6, 38));
        assertThat(chain.link().isConfirmed()).isFalse();

        chain.acknowledged(7, 41);
        assertThat(chain.link()).isEqualTo(new Origin.Link(9, 7, 41));
        chain.acknowledged(9, 43);
        assertThat(chain.link().isConfirmed()).isTrue();
    }

    @Test
    void whatWasInFlightIsForgottenOnTheNextSession() {
        chain.resume(last(6, 38), 40, 0);
        chain.sent(7);
        chain.sent(8);

        chain.resume(last(7, 41), 41, 0);

        assertThat(chain.link()).isEqualTo(new Origin.Link(7, 7, 41));
    }

    @Test
    void theFirstMessageOfARecreatedTopicFollowsNone() {
        chain.resume(last(6, 38), 40, 0);
        chain.sent(7);

        chain.startOver();

        assertThat(chain.link()).isEqualTo(new Origin.Link(-1, -1, 40));
    }

    @Test
    void itIsCurrentAsOfTheLatestProof() {
        chain.resume(Optional.empty(), 0, 100);
        assertThat(chain.currentAtNanos()).isEqualTo(100);
        chain.wasCurrent(300);
        chain.wasCurrent(200);
        assertThat(chain.currentAtNanos()).isEqualTo(300);
    }

    private static Optional<StreamOffset> last(long offset, long sequence) {
        Origin origin = new Origin(new RecordPosition(PARTITION, offset, 0), 0, new Origin.Link(-1, -1, 0));
        return Optional.of(new StreamOffset(origin, sequence));
    }
}
