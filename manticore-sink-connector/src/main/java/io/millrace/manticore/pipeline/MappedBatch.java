package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.index.Rejection;
import io.millrace.manticore.index.WrittenRow;
import io.millrace.manticore.stream.DeliveredEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Events that are written together.
 *
 * @param changes what the events ask for, except for those that are dead letters already
 */
record MappedBatch(List<DeliveredEvent> events, List<RowChange> changes, List<Output.DeadLetter> deadLetters) {
    /**
     * What has to be found in the index after it was written. A newer change of the same row shows an older one too.
     *
     * @param rejections changes that were not written
     */
    List<WrittenRow> written(List<Rejection> rejections) {
        Set<RowChange> rejected = Collections.newSetFromMap(new IdentityHashMap<>());
        rejections.forEach(rejection -> rejected.add(rejection.change()));
        List<WrittenRow> rows = new ArrayList<>(changes.size());
        for (RowChange change : changes) {
            if (!rejected.contains(change)) {
                rows.add(new WrittenRow(
                        change.table(),
                        change instanceof RowChange.OfRow row ? Optional.of(row.key()) : Optional.empty(),
                        change.eventId(),
                        events.get(change.origin()).received()));
            }
        }
        return rows;
    }

    /** How much memory the events take. */
    long size() {
        return events.stream().mapToLong(DeliveredEvent::size).sum();
    }

    DeliveredEvent last() {
        return events.get(events.size() - 1);
    }
}
