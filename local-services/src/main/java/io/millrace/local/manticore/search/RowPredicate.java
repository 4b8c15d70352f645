package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Row;

/** A condition made ready for the rows of one table. */
public interface RowPredicate {
    boolean test(Row row);
}
