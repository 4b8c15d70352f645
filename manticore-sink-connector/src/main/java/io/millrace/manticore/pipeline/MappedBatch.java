package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.stream.DeliveredEvent;
import java.util.List;

/**
 * Events that are written together.
 *
 * @param changes what the events ask for, except for those that are dead letters already
 */
record MappedBatch(List<DeliveredEvent> events, List<RowChange> changes, List<Output.DeadLetter> deadLetters) {
    DeliveredEvent last() {
        return events.get(events.size() - 1);
    }
}
