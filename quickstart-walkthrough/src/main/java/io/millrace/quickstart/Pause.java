package io.millrace.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Waiting for what another process does. */
final class Pause {
    private Pause() {}

    /** Asks again and again, and returns how long it took until the answer was yes; empty-handed, it throws. */
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
