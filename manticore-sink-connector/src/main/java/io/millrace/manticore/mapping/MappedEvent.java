package io.millrace.manticore.mapping;

import io.millrace.manticore.document.RowChange;
import java.util.List;
import java.util.Optional;

/** What became of an event. */
public sealed interface MappedEvent {
    /** It becomes a change of the index. */
    record Fit(RowChange change) implements MappedEvent {}

    /**
     * Its table is being rebuilt: it becomes changes of the live and of the shadow table.
     *
     * @param changes one for each of the tables that it can be applied to
     * @param unfit why it cannot be expressed in one of them
     */
    record ForBoth(List<RowChange> changes, Optional<String> unfit) implements MappedEvent {}

    /** It cannot be expressed in the index; the reason names the column. */
    record Unfit(String reason) implements MappedEvent {}

    /** Its table is set aside, or its key is one that the table has no more. */
    record OfSetAsideTable() implements MappedEvent {}
}
