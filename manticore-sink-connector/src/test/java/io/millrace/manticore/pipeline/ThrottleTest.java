package io.millrace.manticore.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ThrottleTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void batchesWaitForTheirTurn() {
        Throttle throttle = new Throttle(100, 0);
        assertThat(throttle.reserve(50, 0)).isZero();
        assertThat(throttle.reserve(100, 0)).isEqualTo(SECOND / 2);
        assertThat(throttle.reserve(1, SECOND)).isEqualTo(SECOND / 2);
    }

    /** Else a connector that was idle for an hour could write an hour's worth at once. */
    @Test
    void idleTimeIsNotSaved() {
        Throttle throttle = new Throttle(100, 0);
        assertThat(throttle.reserve(100, 60 * SECOND)).isZero();
        assertThat(throttle.reserve(100, 60 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void withoutALimitNothingWaits() {
        Throttle throttle = new Throttle(0, 0);
        throttle.reserve(Integer.MAX_VALUE, 0);
        assertThat(throttle.reserve(1, 0)).isZero();
    }
}
