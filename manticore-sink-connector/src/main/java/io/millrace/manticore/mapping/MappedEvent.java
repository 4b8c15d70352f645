package io.millrace.manticore.mapping;

import io.millrace.manticore.document.RowChange;

/** What became of an event. */
public sealed interface MappedEvent {
    /** It can be carried out. */
    record Fit(RowChange change) implements MappedEvent {}

    /** It cannot be expressed in the index; the reason names the column. */
    record Unfit(String reason) implements MappedEvent {}
}
