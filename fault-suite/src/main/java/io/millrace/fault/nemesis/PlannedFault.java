package io.millrace.fault.nemesis;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fault of a schedule.
 *
 * @param at since the start of the run, or later if its victim is still down then
 * @param lasts until it is undone
 */
record PlannedFault(FaultKind kind, Duration at, Duration lasts) {
    private static final Pattern TEXT = Pattern.compile("([a-z-]+)@(\\d+)\\+(\\d+)");

    /** Reads what {@link #toString} writes: {@code kill-nats@12300+1500}. */
    static PlannedFault parse(String text) {
        Matcher parts = TEXT.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' must be a fault, its time and how long it lasts, in ms: kill-nats@12300+1500");
        }
        return new PlannedFault(
                FaultKind.named(parts.group(1)),
                Duration.ofMillis(Long.parseLong(parts.group(2))),
                Duration.ofMillis(Long.parseLong(parts.group(3))));
    }

    @Override
    public String toString() {
        return kind.name() + '@' + at.toMillis() + '+' + lasts.toMillis();
    }
}
