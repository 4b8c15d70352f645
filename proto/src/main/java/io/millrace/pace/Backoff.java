package io.millrace.pace;

import java.time.Duration;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts, each twice as long as the one before, up to a maximum. Each is shortened at random by up to
 * a half, so that tasks that failed together do not retry together. Not thread-safe.
 */
public final class Backoff {
    private final Duration first;
    private final Duration longest;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private long ceilingMs;
    private long dueNanos;

    public Backoff(Duration first, Duration longest) {
        this(first, longest, System::nanoTime, new Random());
    }

    /** @param clock like {@link System#nanoTime} */
    public Backoff(Duration first, Duration longest, LongSupplier clock, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.clock = clock;
        this.random = random;
        reset();
    }

    /** Starts over: the next attempt is due at once. */
    public void reset() {
        ceilingMs = Math.min(first.toMillis(), longest.toMillis());
        dueNanos = clock.getAsLong();
    }

    /** Records a failed attempt; returns the pause until the next one is due. */
    public Duration failed() {
        Duration pause = Duration.ofMillis(random.nextLong(ceilingMs / 2, ceilingMs + 1));
        ceilingMs = Math.min(longest.toMillis(), 2 * ceilingMs);
        dueNanos = clock.getAsLong() + pause.toNanos();
        return pause;
    }

    /** How long until the next attempt is due; zero when it is. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, dueNanos - clock.getAsLong()));
    }

    public boolean isDue() {
        return clock.getAsLong() - dueNanos >= 0;
    }
}
