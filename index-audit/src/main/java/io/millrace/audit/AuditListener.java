package io.millrace.audit;

import io.millrace.event.SourceTable;

/** Hears of an audit while it runs. With several tables at once its methods are called by several threads. */
public interface AuditListener {
    /** A difference is proven. */
    default void found(Difference difference) {}

    /** So many more rows or documents of a table were read. */
    default void compared(SourceTable table, int rows) {}

    /** A table is done. */
    default void finished(TableReport report) {}
}
