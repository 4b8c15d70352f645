package io.millrace.audit;

import io.millrace.event.SourceTable;

/** Hears of an audit while it runs. With several tables at once its methods are called by several threads. */
public interface AuditListener {
    /** A difference is proven. */
    default void found(Difference difference) {}

    /** So many more rows or documents of a table were read. */
    default void compared(SourceTable table, int rows) {}

    /**
     * Asked between two chunks: whether {@link #reached} is worth its price now, which is to settle what is open.
     */
    default boolean wantsPosition() {
        return false;
    }

    /** All before this position was compared and nothing differs. */
    default void reached(WalkPosition position) {}

    /** The audit of a table is about to end with a failure, because a server does not answer. */
    default void unavailable(SourceTable table) {}

    /** A table is done. */
    default void finished(TableReport report) {}
}
