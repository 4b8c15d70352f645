package io.millrace.audit;

import io.millrace.event.SourceTable;
import io.millrace.state.StateException;

/** Tells when the index shows what has been committed at the source. */
public interface CommittedChanges {
    /**
     * Returns once everything of the table that was committed before the call has been written to the index.
     *
     * @throws StateException when that does not come to pass; the message names the stage that does not move
     */
    void await(SourceTable table) throws InterruptedException;
}
