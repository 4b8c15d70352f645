package io.millrace.cassandra;

import java.util.concurrent.TimeUnit;

/** Lets so many rows pass in a second, for all threads together. */
final class RateLimit {
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final long nanosPerRow;
    private final StopSignal stop;
    private long nextNanos = System.nanoTime();

    /** @param rowsPerSecond 0 for no limit */
    RateLimit(int rowsPerSecond, StopSignal stop) {
        nanosPerRow = rowsPerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / rowsPerSecond;
        this.stop = stop;
    }

    /** Waits until a row may pass. */
    void pass() throws InterruptedException {
        if (nanosPerRow == 0) {
            return;
        }
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            nextNanos = Math.max(nextNanos, now - SLACK_NANOS) + nanosPerRow;
            wait = nextNanos - now;
        }
        // Short waits are left to add up: a thread does not wake in time for them.
        if (wait > SLACK_NANOS) {
            stop.sleep(wait);
        }
    }
}
