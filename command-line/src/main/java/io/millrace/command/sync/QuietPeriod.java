package io.millrace.command.sync;

import java.time.Duration;

/** Detects that nothing has been pending and no new event has arrived for a certain time. */
final class QuietPeriod {
    private final Duration length;
    private long sequence = -1;
    private long sinceNanos;

    QuietPeriod(Duration length) {
        this.length = length;
    }

    /** Whether the period has been quiet for long enough, including these latest observations. */
    boolean isOver(long pending, long lastSequence) {
        if (pending != 0 || lastSequence != sequence) {
            sequence = lastSequence;
            sinceNanos = System.nanoTime();
            return false;
        }
        return System.nanoTime() - sinceNanos > length.toNanos();
    }
}
