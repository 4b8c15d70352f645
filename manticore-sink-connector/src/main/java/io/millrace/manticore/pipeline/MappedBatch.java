package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.index.Rejection;
import io.millrace.manticore.index.WrittenRow;
import io.millrace.manticore.stream.DeliveredEvent;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Events that are written together.
 *
 * @param changes what the events ask for, except for those that are dead letters already
 */
record MappedBatch(List<DeliveredEvent> events, List<RowChange> changes, List<Output.DeadLetter> deadLetters) {
    /**
     * What has to be found in the index after it was written: the newest change of each row.
     *
     * @param rejections changes that were not written
     */
    List<WrittenRow> written(List<Rejection> rejections) {
        Set<RowChange> rejected = Collections.newSetFromMap(new IdentityHashMap<>());
        rejections.forEach(rejection -> rejected.add(rejection.change()));
        Map<Target, WrittenRow> rows = new LinkedHashMap<>();
        for (RowChange change : changes) {
            if (!rejected.contains(change)) {
                Optional<DocumentKey> key =
                        change instanceof RowChange.OfRow row ? Optional.of(row.key()) : Optional.empty();
                WrittenRow row = new WrittenRow(
                        change.table(),
                        key,
                        change.eventId(),
                        events.get(change.origin()).received());
                rows.merge(
                        new Target(change.table(), key),
                        row,
                        (one, other) -> one.version() >= other.version() ? one : other);
            }
        }
        return List.copyOf(rows.values());
    }

    /** How much memory the events take. */
    long size() {
        return events.stream().mapToLong(DeliveredEvent::size).sum();
    }

    private record Target(String table, Optional<DocumentKey> key) {}

    DeliveredEvent last() {
        return events.get(events.size() - 1);
    }
}
