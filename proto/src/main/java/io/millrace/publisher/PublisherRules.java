package io.millrace.publisher;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.ColumnValues;
import io.millrace.event.InvalidEventException;
import io.millrace.event.KnownTypes;
import io.millrace.event.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What an application's event must satisfy. */
final class PublisherRules {
    /** A commit time further ahead of this clock is wrong, and its row would ignore all later changes. */
    private static final Duration MAX_FUTURE = Duration.ofMinutes(1);

    private PublisherRules() {}

    /** @throws InvalidEventException when no reader could use the event */
    static void check(ChangeEvent event) {
        ChangeEvents.check(event);
        String table = event.getSource().getTable();
        if (!event.hasKey() && event.getOperation() != Operation.TRUNCATE) {
            throw new InvalidEventException(
                    "The event of table " + table + " has no key, so readers cannot tell which row it is for");
        }
        Optional<String> unknown = KnownTypes.fault(event);
        if (unknown.isPresent()) {
            throw new InvalidEventException("The event " + unknown.get());
        }
        long latest = ColumnValues.micros(Instant.now().plus(MAX_FUTURE));
        if (event.getSource().getCommitTimeUs() > latest) {
            throw new InvalidEventException("The commit time of the event of table " + table + " is more than "
                    + MAX_FUTURE + " ahead of this machine's clock");
        }
    }
}
