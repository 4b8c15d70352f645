package io.millrace.pace;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Spreads work evenly over time: so many units per second for all threads together. Idle time is not saved up. */
public final class RateLimit {
    private final double nanosPerUnit;
    private final LongSupplier clock;
    private long freeNanos;

    /** @param unitsPerSecond 0 for no limit */
    public RateLimit(long unitsPerSecond) {
        this(unitsPerSecond, System::nanoTime);
    }

    /** @param clock like {@link System#nanoTime} */
    public RateLimit(long unitsPerSecond, LongSupplier clock) {
        nanosPerUnit = unitsPerSecond == 0 ? 0 : (double) TimeUnit.SECONDS.toNanos(1) / unitsPerSecond;
        this.clock = clock;
        freeNanos = clock.getAsLong();
    }

    /**
     * Takes the next turn; returns the nanoseconds until it comes. A caller may skip a wait that is too short to sleep;
     * it is added to the next one.
     *
     * @param units that the turn covers
     */
    public long reserve(int units) {
        return nanosPerUnit == 0 ? 0 : reserveTurn(units);
    }

    private synchronized long reserveTurn(int units) {
        long now = clock.getAsLong();
        long wait = Math.max(0, freeNanos - now);
        freeNanos = now + wait + (long) (units * nanosPerUnit);
        return wait;
    }
}
