package io.millrace.manticore.pipeline;

import io.millrace.manticore.index.BatchResult;

/** Called for what a pipeline does, on the thread that polls it. */
public interface PipelineObserver {
    /** A batch was written. */
    void wrote(BatchResult result);

    /** Events were handed out as dead letters. */
    void deadLettered(int events);

    /** Events were passed over, since their tables are set aside. */
    void passedOver(int events);

    /**
     * The states of the sink's tables.
     *
     * @param setAside how many are set aside
     * @param damaged how often one was found dropped or emptied in Manticore
     */
    void tables(int setAside, long damaged);

    /** Something failed, and a partition is read again from its last acknowledged event. */
    void startedOver();

    /** How many events of a partition have not been written yet. */
    void pending(int partition, long events);
}
