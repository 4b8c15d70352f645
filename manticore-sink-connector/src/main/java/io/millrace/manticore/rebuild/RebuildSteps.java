package io.millrace.manticore.rebuild;

import io.millrace.event.SourceTable;
import io.millrace.nats.Rebuild;
import java.util.Set;

/** What a rebuild needs of the rest of the pipeline. All of it may be asked for again after an interruption. */
public interface RebuildSteps {
    /**
     * The partitions of the stream that the sink's tasks read now.
     *
     * @throws RebuildException when a task has failed
     */
    Set<Integer> partitions() throws Exception;

    /**
     * Has every row of the source table sent through the pipeline again; returns when each of them, and everything that was
     * committed before, is in the shadow table.
     *
     * @param rebuild its signal identifies the request, which is made once
     */
    void fill(SourceTable table, Rebuild rebuild) throws Exception;

    /**
     * Compares the source table with the shadow table.
     *
     * @throws RebuildException when they differ
     */
    void audit(SourceTable table, Rebuild rebuild) throws Exception;

    /** What happens now, for people. */
    void tell(String what);
}
