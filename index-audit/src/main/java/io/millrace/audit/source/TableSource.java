package io.millrace.audit.source;

import io.millrace.state.mysql.DatabaseTable;

/** A database whose tables go into an index. For several threads. */
public interface TableSource {
    /** Whether the rows of a table are published. */
    boolean captures(DatabaseTable table);

    /**
     * Opens a table. Errors that concern the table may come with the first call of a method.
     *
     * @throws UnreadableSourceException if events may differ from the rows of this table in a way that nobody can tell
     */
    SourceRows rows(DatabaseTable table);
}
