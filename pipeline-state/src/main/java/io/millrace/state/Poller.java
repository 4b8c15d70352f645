package io.millrace.state;

import java.time.Duration;

/** Checks a condition every half second until it holds. */
public final class Poller {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Duration limit;

    /** @param limit how long to wait for each condition */
    public Poller(Duration limit) {
        this.limit = limit;
    }

    /** Something that will become true. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * @param what completes "waiting until …"
     * @throws StateException if the condition does not hold in time
     */
    public void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new StateException("Timed out after " + limit.toMinutes() + " minutes of waiting until " + what
                        + ". Run this command again to keep waiting");
            }
            Thread.sleep(INTERVAL.toMillis());
        }
    }
}
