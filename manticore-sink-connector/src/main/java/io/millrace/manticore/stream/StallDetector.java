package io.millrace.manticore.stream;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Finds out that a partition gets no events though the server has some. An interval in which the task's thread
 * was busy elsewhere, for example with a Manticore that does not answer, proves nothing: what arrived has not been seen.
 */
final class StallDetector {
    private final long interval;
    private final long longestAbsence;
    private final LongSupplier clock;
    private long lastSeen;
    private long nextCheck;
    private long takenBefore;
    private boolean absent;

    /**
     * @param interval after which events should have come
     * @param longestAbsence of the task's thread after which the interval proves nothing
     * @param clock like {@link System#nanoTime}
     */
    StallDetector(Duration interval, Duration longestAbsence, LongSupplier clock) {
        this.interval = interval.toNanos();
        this.longestAbsence = longestAbsence.toNanos();
        this.clock = clock;
    }

    /** @param taken the last event that was taken */
    void restart(long taken) {
        lastSeen = clock.getAsLong();
        nextCheck = lastSeen + interval;
        takenBefore = taken;
        absent = false;
    }

    /** Whether an interval has passed; to be asked in each round of the task's thread. */
    boolean isDue() {
        long now = clock.getAsLong();
        absent |= now - lastSeen > longestAbsence;
        lastSeen = now;
        return now - nextCheck >= 0;
    }

    /**
     * Ends the interval.
     *
     * @param expected whether the server has events that it should deliver
     * @return whether the partition stalled
     */
    boolean isStalled(long taken, boolean expected) {
        boolean stalled = expected && !absent && taken == takenBefore;
        restart(taken);
        return stalled;
    }
}
