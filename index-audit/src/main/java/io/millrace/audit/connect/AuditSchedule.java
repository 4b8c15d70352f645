package io.millrace.audit.connect;

import io.millrace.event.SourceTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
    private final Set<SourceTable> deferred = new HashSet<>();

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
        List<SourceTable> marked = tables.stream()
                .filter(table -> marks.containsKey(table) && !Objects.equals(marks.get(table), tried.get(table)))
                .toList();
        List<SourceTable> due =
                tables.stream().filter(table -> isDue(table, now)).toList();
        return first(marked)
                .filter(table -> !deferred.contains(table))
                .or(() -> first(due))
                .or(() -> first(marked));
    }

    private Optional<SourceTable> first(Collection<SourceTable> tables) {
        return tables.stream()
                .min(Comparator.<SourceTable, Boolean>comparing(deferred::contains)
                        .thenComparing(table -> position(table).started())
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

    /** Others that are due come first, until one of them was audited: maybe it is this table that a server chokes on. */
    void defer(SourceTable table) {
        deferred.add(table);
    }

    void audited() {
        deferred.clear();
    }

    void reached(SourceTable table, TablePosition position) {
        positions.put(table, position);
    }
}
