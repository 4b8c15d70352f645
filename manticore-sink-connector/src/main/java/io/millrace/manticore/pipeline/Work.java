package io.millrace.manticore.pipeline;

import io.millrace.manticore.index.Outcome;
import io.millrace.manticore.index.RowChange;
import io.millrace.manticore.stream.Delivery;
import java.util.List;

/**
 * A batch on its way into the index.
 *
 * @param changes what the deliveries ask for, but for those that are dead letters already
 */
record Work(List<Delivery> deliveries, List<RowChange> changes, List<Output.DeadLetter> deadLetters) {
    Delivery last() {
        return deliveries.get(deliveries.size() - 1);
    }

    /** How it went. */
    sealed interface Result {}

    record Written(Work work, Outcome outcome) implements Result {}

    record Failed(RuntimeException cause) implements Result {}
}
