package io.millrace.bridge;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits that double up to a longest one, each shortened at random by up to a half so that tasks do not move in step. */
final class Backoff {
    private final Duration initial;
    private final Duration longest;
    private Duration next;

    Backoff(Duration initial, Duration longest) {
        this.initial = initial;
        this.longest = longest;
        next = initial;
    }

    Duration next() {
        long ceiling = Math.min(next.toMillis(), longest.toMillis());
        next = Duration.ofMillis(Math.min(ceiling * 2, longest.toMillis()));
        return Duration.ofMillis(ceiling - ThreadLocalRandom.current().nextLong(ceiling / 2 + 1));
    }

    void reset() {
        next = initial;
    }
}
