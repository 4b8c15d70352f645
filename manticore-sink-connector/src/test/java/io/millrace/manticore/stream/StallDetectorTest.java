package io.millrace.manticore.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StallDetectorTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now;
    private final StallDetector stall = new StallDetector(Duration.ofSeconds(30), Duration.ofSeconds(10), () -> now);

    @BeforeEach
    void start() {
        stall.restart(7);
    }

    @Test
    void partitionThatGetsNothingThoughItShouldHasStalled() {
        attend(29);
        assertThat(stall.isDue()).isFalse();
        attend(1);
        assertThat(stall.isDue()).isTrue();
        assertThat(stall.isStalled(7, true)).isTrue();
    }

    @Test
    void partitionThatGotSomethingOrHasNothingToGetHasNot() {
        attend(30);
        assertThat(stall.isStalled(8, true)).isFalse();
        attend(30);
        assertThat(stall.isStalled(8, false)).isFalse();
        attend(30);
        assertThat(stall.isStalled(8, true)).isTrue();
    }

    /** A Manticore that hangs may block the thread for a minute; the other partitions have not stalled then. */
    @Test
    void timeInWhichTheThreadWasElsewhereProvesNothing() {
        now += 60 * SECOND;
        assertThat(stall.isDue()).isTrue();
        assertThat(stall.isStalled(7, true)).isFalse();
        attend(30);
        assertThat(stall.isStalled(7, true)).isTrue();
    }

    private void attend(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            stall.isDue();
        }
    }
}
