package io.millrace.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final SetClock clock = new SetClock();

    @Test
    void turnsWaitForThoseBeforeThem() {
        RateLimit limit = new RateLimit(100, clock);
        assertThat(limit.reserve(50)).isZero();
        assertThat(limit.reserve(100)).isEqualTo(SECOND / 2);
        clock.pass(Duration.ofSeconds(1));
        assertThat(limit.reserve(1)).isEqualTo(SECOND / 2);
    }

    /** Else a program that was idle for an hour could do an hour's worth at once. */
    @Test
    void idleTimeIsNotSaved() {
        RateLimit limit = new RateLimit(100, clock);
        clock.pass(Duration.ofMinutes(1));
        assertThat(limit.reserve(100)).isZero();
        assertThat(limit.reserve(100)).isEqualTo(SECOND);
    }

    @Test
    void waitsThatAreLeftOutCountOnTheNextTurn() {
        RateLimit limit = new RateLimit(1000, clock);
        for (int i = 0; i < 10; i++) {
            limit.reserve(1);
        }
        assertThat(limit.reserve(1)).isEqualTo(SECOND / 100);
    }

    @Test
    void withoutALimitNothingWaits() {
        RateLimit limit = new RateLimit(0, clock);
        limit.reserve(Integer.MAX_VALUE);
        assertThat(limit.reserve(1)).isZero();
    }
}
