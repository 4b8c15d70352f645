package io.millrace.manticore.pipeline;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing pauses between attempts, each different for every task so that they do not all come back at once. */
final class Backoff {
    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private long ceilingMs;

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.ceilingMs = first.toMillis();
    }

    Duration next() {
        Duration pause = Duration.ofMillis(random.nextLong(ceilingMs / 2, ceilingMs + 1));
        ceilingMs = Math.min(longest.toMillis(), 2 * ceilingMs);
        return pause;
    }

    void reset() {
        ceilingMs = first.toMillis();
    }
}
