package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.index.BatchResult;
import io.millrace.manticore.index.WrittenRow;
import io.millrace.manticore.stream.DeliveredEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Events that are written together; none where only what has expired is to be removed.
 *
 * @param changes what the events ask for, except for those that are dead letters already
 */
record MappedBatch(List<DeliveredEvent> events, List<RowChange> changes, List<Output.DeadLetter> deadLetters) {
    static MappedBatch empty() {
        return new MappedBatch(List.of(), List.of(), List.of());
    }

    /** What has to be found in the index after it was written. A newer change of the same row shows an older one too. */
    List<WrittenRow> written(BatchResult result) {
        Set<RowChange> rejected = Collections.newSetFromMap(new IdentityHashMap<>());
        result.rejections().forEach(rejection -> rejected.add(rejection.change()));
        List<WrittenRow> rows = new ArrayList<>(result.expired());
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

    Optional<DeliveredEvent> last() {
        return events.isEmpty() ? Optional.empty() : Optional.of(events.get(events.size() - 1));
    }
}
