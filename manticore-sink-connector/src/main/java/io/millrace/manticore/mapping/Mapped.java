package io.millrace.manticore.mapping;

import io.millrace.manticore.index.RowChange;

/** What became of an event. */
public sealed interface Mapped {
    /** It can be carried out. */
    record Change(RowChange change) implements Mapped {}

    /** It cannot be expressed in the index; the reason names the column. */
    record Unfit(String reason) implements Mapped {}
}
