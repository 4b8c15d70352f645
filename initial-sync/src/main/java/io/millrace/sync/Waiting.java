package io.millrace.sync;

import java.time.Duration;

/** Waits for what others do. */
final class Waiting {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Duration limit;

    Waiting(Duration limit) {
        this.limit = limit;
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /** @throws SyncException when it does not hold in time */
    void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new SyncException("Waited " + limit + " for this: " + what + ". Run it again to wait on");
            }
            Thread.sleep(INTERVAL.toMillis());
        }
    }
}
