package io.millrace.audit.connect;

import io.millrace.event.SourceTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says which table is audited next: one that was marked to be audited, and otherwise the one whose last audit began first.
 * A mark takes precedence once, so that a table that cannot be audited does not keep others from it.
 */
final class AuditSchedule {
    private final Duration interval;
    private final Function<SourceTable, TablePosition> stored;
    private final Map<SourceTable, TablePosition> positions = new HashMap<>();
    private final Map<SourceTable, Long> tried = new HashMap<>();

    /**
     * @param interval a table is due again this long after its last audit began
     * @param stored the positions that an earlier run has left
     */
    AuditSchedule(Duration interval, Function<SourceTable, TablePosition> stored) {
        this.interval = interval;
        this.stored = stored;
    }

    /**
     * The table to audit now; empty if none is due.
     *
     * @param marks the revisions of the marked tables' marks
     */
    Optional<SourceTable> next(Collection<SourceTable> tables, Map<SourceTable, Long> marks, Instant now) {
        Optional<SourceTable> marked = first(tables.stream()
                .filter(marks::containsKey)
                .filter(table -> !Objects.equals(marks.get(table), tried.get(table)))
                .toList());
        return marked.isPresent() ? marked : first(tables).filter(table -> isDue(table, now));
    }

    private Optional<SourceTable> first(Collection<SourceTable> tables) {
        return tables.stream()
                .min(Comparator.<SourceTable, Instant>comparing(
                                table -> position(table).started())
                        .thenComparing(SourceTable::toString));
    }

    private boolean isDue(SourceTable table, Instant now) {
        Instant started = position(table).started();
        // After the clock was set back, too.
        return started.isAfter(now) || !started.plus(interval).isAfter(now);
    }

    TablePosition position(SourceTable table) {
        return positions.computeIfAbsent(table, stored);
    }

    /** The mark of a table takes no precedence any more, unless it is set once more. */
    void tried(SourceTable table, long revision) {
        tried.put(table, revision);
    }

    void reached(SourceTable table, TablePosition position) {
        positions.put(table, position);
    }
}
