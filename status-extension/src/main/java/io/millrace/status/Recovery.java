package io.millrace.status;

import io.millrace.pace.Backoff;
import io.millrace.pace.OutageAlarm;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;

/** How often something was restarted since it failed first, and when it is its turn again. */
final class Recovery {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST_IN_OUTAGE = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    /** How long it has to run to be well; a failure before that continues the series. */
    private static final Duration WELL_AFTER = Duration.ofSeconds(30);

    private final LongSupplier clock;
    private final Backoff outage;
    private final Backoff fault;
    private final OutageAlarm alarm;
    private final OutageAlarm refusals;
    private Backoff current;
    private long restarts;
    private boolean hopeless;
    private boolean running;
    private long runningSinceNanos;

    Recovery(LongSupplier clock) {
        this.clock = clock;
        outage = new Backoff(FIRST, LONGEST_IN_OUTAGE, clock, new Random());
        fault = new Backoff(FIRST, LONGEST, clock, new Random());
        alarm = new OutageAlarm(clock);
        refusals = new OutageAlarm(clock);
        current = fault;
    }

    /** It is seen failed; returns a line for the log, with a place for what failed, when there is news. */
    Optional<String> failed(Failure failure) {
        running = false;
        current = failure.isOutage() ? outage : fault;
        if (failure.isOutage()) {
            hopeless = false;
        }
        if (!alarm.raise()) {
            return Optional.empty();
        }
        if (restarts == 0) {
            return Optional.of("Failed, restarting it: %s");
        }
        return Optional.of(
                hopeless
                        ? "Failed again and again after " + restarts
                                + " restarts, which do not help; restarting it every"
                                + " ten minutes until somebody removes the reason: %s"
                        : "Still failing after " + restarts + " restarts, restarting it: %s");
    }

    boolean isDue() {
        return current.isDue();
    }

    void restarted(Failure failure) {
        restarts++;
        refusals.clear();
        Duration pause = current.failed();
        if (!failure.isOutage() && !hopeless && pause.compareTo(LONGEST.dividedBy(2)) >= 0) {
            hopeless = true;
            alarm.clear();
        }
    }

    /** Connect did not do it; returns whether to log that. */
    boolean refused() {
        return refusals.raise();
    }

    /** It is seen running; returns whether it is news that it is well. */
    boolean runs() {
        long now = clock.getAsLong();
        if (!running) {
            running = true;
            runningSinceNanos = now;
        }
        return now - runningSinceNanos >= WELL_AFTER.toNanos() && alarm.clear();
    }

    /** Whether it has run for so long that the next failure is a new one. */
    boolean isOver() {
        return running && clock.getAsLong() - runningSinceNanos >= LONGEST.toNanos();
    }

    boolean isHopeless() {
        return hopeless && !running;
    }

    long restarts() {
        return restarts;
    }
}
