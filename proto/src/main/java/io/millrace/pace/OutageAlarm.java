package io.millrace.pace;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Decides when an outage is worth a line in the log: when it begins, every ten minutes while it lasts, and when it ends.
 * Not thread-safe.
 */
public final class OutageAlarm {
    private static final Duration REMINDER = Duration.ofMinutes(10);

    private final LongSupplier clock;
    private boolean raised;
    private long raisedAtNanos;

    public OutageAlarm() {
        this(System::nanoTime);
    }

    /** @param clock like {@link System#nanoTime} */
    public OutageAlarm(LongSupplier clock) {
        this.clock = clock;
    }

    /** Records a failure; returns whether to log it. */
    public boolean raise() {
        long now = clock.getAsLong();
        if (raised && now - raisedAtNanos < REMINDER.toNanos()) {
            return false;
        }
        raised = true;
        raisedAtNanos = now;
        return true;
    }

    /** Records a success; returns whether to log it, because an outage was logged before. */
    public boolean clear() {
        boolean ended = raised;
        raised = false;
        return ended;
    }

    public boolean isRaised() {
        return raised;
    }
}
