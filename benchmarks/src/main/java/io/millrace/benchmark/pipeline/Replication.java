package io.millrace.benchmark.pipeline;

import java.time.Instant;

/** A way in which the rows of a MySQL table get into a JetStream stream. */
interface Replication extends AutoCloseable {
    /** Starts with a snapshot, or goes on where it was stopped; with a JVM that has run nothing yet. */
    void start() throws Exception;

    void stop();

    /** @throws RuntimeException if it has ended or failed by itself */
    void requireRunning();

    /** What arrives in the stream. */
    Arrivals arrivals();

    /**
     * When Debezium had the first record that arrived behind this sequence of the stream; from then on, starting up is over.
     *
     * @param sequence 0 for the stream's beginning
     */
    Instant firstRecord(long sequence) throws Exception;

    @Override
    void close();
}
