package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.index.BatchResult;
import io.millrace.manticore.stream.DeliveredEvent;
import java.util.List;

/**
 * A batch on its way into the index.
 *
 * @param changes what the deliveries ask for, but for those that are dead letters already
 */
record MappedBatch(List<DeliveredEvent> deliveries, List<RowChange> changes, List<Output.DeadLetter> deadLetters) {
    DeliveredEvent last() {
        return deliveries.get(deliveries.size() - 1);
    }

    /** How it went. */
    sealed interface Result {}

    record Written(MappedBatch work, BatchResult outcome) implements Result {}

    record Failed(RuntimeException cause) implements Result {}
}
