package io.millrace.benchmark.servers;

import java.time.Duration;

/** Looks again and again, up to a limit. */
public final class Waiting {
    private final Duration limit;
    private final Duration interval;
    private final long end;

    public Waiting(Duration limit, Duration interval) {
        this.limit = limit;
        this.interval = interval;
        end = System.nanoTime() + limit.toNanos();
    }

    /**
     * Pauses until the next look.
     *
     * @throws IllegalStateException when the limit is reached
     */
    public void pause(String what) throws InterruptedException {
        if (System.nanoTime() - end > 0) {
            throw new IllegalStateException("Waited " + limit.toSeconds() + " s for " + what);
        }
        Thread.sleep(interval.toMillis());
    }
}
