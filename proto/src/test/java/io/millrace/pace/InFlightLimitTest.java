package io.millrace.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {
    private final InFlightLimit limit = new InFlightLimit(2, 100);

    @Test
    void messagesAreLimitedByNumber() throws Exception {
        assertThat(acquire(1)).isTrue();
        assertThat(acquire(1)).isTrue();
        assertThat(acquire(1)).isFalse();

        limit.release(1);

        assertThat(acquire(1)).isTrue();
    }

    @Test
    void messagesAreLimitedByBytesAndARefusedOneTakesNoPlace() throws Exception {
        assertThat(acquire(60)).isTrue();
        assertThat(acquire(60)).isFalse();
        assertThat(acquire(40)).isTrue();

        limit.release(60);

        assertThat(acquire(60)).isTrue();
    }

    @Test
    void aMessageLargerThanTheLimitIsSentAlone() throws Exception {
        assertThat(acquire(1000)).isTrue();
        assertThat(acquire(1)).isFalse();

        limit.release(1000);

        assertThat(acquire(100)).isTrue();
    }

    private boolean acquire(int size) throws InterruptedException {
        return limit.tryAcquire(size, Duration.ZERO);
    }
}
