package io.millrace.pace;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A clock that the test moves; it starts near the overflow that {@link System#nanoTime} may have. */
final class SetClock implements LongSupplier {
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public long getAsLong() {
        return nanos;
    }
}
