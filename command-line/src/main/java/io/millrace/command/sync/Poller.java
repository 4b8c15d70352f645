package io.millrace.command.sync;

import io.millrace.command.console.CommandException;
import java.time.Duration;

/** Checks a condition every half second until it holds. */
final class Poller {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Duration limit;

    Poller(Duration limit) {
        this.limit = limit;
    }

    /** Something that will become true. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * @param what completes "waiting until …"
     * @throws CommandException if the condition does not hold in time
     */
    void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new CommandException("Timed out after " + limit.toMinutes() + " minutes of waiting until " + what
                        + ". Run this command again to keep waiting");
            }
            Thread.sleep(INTERVAL.toMillis());
        }
    }
}
