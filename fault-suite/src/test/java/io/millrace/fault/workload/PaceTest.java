package io.millrace.fault.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void steadyTransactionsBeginAtTheSameIntervalHoweverLongEachTakes() {
        long now = -SECOND / 5;
        Pace pace = Pace.steady(10, now);
        for (long took : new long[] {SECOND / 50, 0, SECOND / 11, SECOND / 20}) {
            now += took;
            now += pace.pauseNanos(now);
        }
        assertThat(now).isEqualTo(SECOND / 5);
    }

    @Test
    void whatAnOutageHeldUpIsNotMadeUpFor() {
        Pace pace = Pace.steady(10, 0);
        long back = 30 * SECOND;
        assertThat(pace.pauseNanos(back)).isZero();
        assertThat(pace.pauseNanos(back)).isEqualTo(SECOND / 10);
    }

    @Test
    void burstsHaveNoPausesButOneAfterEach() {
        Pace pace = Pace.bursts(new Random(1), 20, 400);
        int pauses = 0;
        for (int i = 0; i < 1000; i++) {
            pauses += pace.pauseNanos(i) > 0 ? 1 : 0;
        }
        assertThat(pauses).isBetween(60, 150);
    }

    @Test
    void aRateReplacesTheBursts() {
        Pace bursts = Pace.bursts(new Random(1), 20, 400);
        assertThat(Pace.of(OptionalInt.empty(), 0.5, bursts)).isSameAs(bursts);
        assertThat(Pace.of(OptionalInt.of(10), 0.5, bursts)).isNotSameAs(bursts);
    }
}
