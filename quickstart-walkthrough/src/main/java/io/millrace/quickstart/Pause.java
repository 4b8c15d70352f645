package io.millrace.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Waits for something that another process does. */
final class Pause {
    private Pause() {}

    /** Checks the condition until it holds and returns how long that took; throws once the limit has passed. */
    static Duration until(BooleanSupplier condition, Duration interval, Duration limit, String what) {
        Instant begin = Instant.now();
        while (!condition.getAsBoolean()) {
            if (Duration.between(begin, Instant.now()).compareTo(limit) > 0) {
                throw new QuickstartException(what + " within " + limit.toSeconds() + " s.");
            }
            pause(interval);
        }
        return Duration.between(begin, Instant.now());
    }

    private static void pause(Duration interval) {
        try {
            Thread.sleep(interval.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuickstartException("Interrupted", e);
        }
    }
}
