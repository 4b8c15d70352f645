package io.millrace.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private final SetClock clock = new SetClock();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), clock, new Random());

    @Test
    void pausesDoubleUpToTheLongestAndAreShortenedByUpToAHalf() {
        for (long ceiling : new long[] {100, 200, 400, 800, 1600, 3200, 5000, 5000}) {
            assertThat(backoff.failed()).isBetween(Duration.ofMillis(ceiling / 2), Duration.ofMillis(ceiling));
        }
    }

    @Test
    void theNextAttemptIsDueAfterThePause() {
        assertThat(backoff.isDue()).isTrue();

        Duration pause = backoff.failed();
        assertThat(backoff.isDue()).isFalse();
        assertThat(backoff.remaining()).isEqualTo(pause);

        clock.pass(pause);
        assertThat(backoff.isDue()).isTrue();
        clock.pass(Duration.ofHours(1));
        assertThat(backoff.isDue()).isTrue();
        assertThat(backoff.remaining()).isZero();
    }

    @Test
    void aSuccessStartsOver() {
        for (int i = 0; i < 10; i++) {
            backoff.failed();
        }
        backoff.reset();
        assertThat(backoff.isDue()).isTrue();
        assertThat(backoff.failed()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    }
}
