package io.millrace.manticore.mapping;

import io.millrace.manticore.document.RowChange;

/** What became of an event. */
public sealed interface MappedEvent {
    /** It becomes a change of the index. */
    record Fit(RowChange change) implements MappedEvent {}

    /** It cannot be expressed in the index; the reason names the column. */
    record Unfit(String reason) implements MappedEvent {}

    /** Its table is set aside, or its key is one that the table has no more. */
    record OfSetAsideTable() implements MappedEvent {}
}
