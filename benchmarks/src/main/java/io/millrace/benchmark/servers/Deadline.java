package io.millrace.benchmark.servers;

import java.time.Duration;

/** Limits how long a condition is polled. */
public final class Deadline {
    private final Duration limit;
    private final Duration interval;
    private final long end;

    public Deadline(Duration limit, Duration interval) {
        this.limit = limit;
        this.interval = interval;
        end = System.nanoTime() + limit.toNanos();
    }

    /**
     * Sleeps until the next poll.
     *
     * @throws IllegalStateException if the limit has passed
     */
    public void pause(String what) throws InterruptedException {
        if (System.nanoTime() - end > 0) {
            throw new IllegalStateException("Timed out after " + limit.toSeconds() + " s: " + what);
        }
        Thread.sleep(interval.toMillis());
    }
}
