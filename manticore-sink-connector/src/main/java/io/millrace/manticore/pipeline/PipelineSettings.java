package io.millrace.manticore.pipeline;

import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.manticore.stream.StreamSettings;
import java.time.Duration;

/**
 * The settings of a {@link SinkPipeline}.
 *
 * @param tolerant whether events that cannot be applied are handed out as dead letters instead of failing the task
 */
public record PipelineSettings(
        StreamSettings stream,
        ManticoreSettings manticore,
        MappingRules mapping,
        BatchLimits batch,
        TargetLimits target,
        Duration ackDelay,
        Duration firstRetry,
        Duration longestRetry,
        boolean tolerant) {

    /**
     * When a batch is written: as soon as one of the limits is reached.
     *
     * @param bytes of events; a larger event is a batch by itself
     * @param linger since the last batch
     * @param bodyBytes what one bulk request may hold
     */
    public record BatchLimits(int events, long bytes, Duration linger, long bodyBytes) {}

    /**
     * Limits that protect Manticore; 0 for none.
     *
     * @param documentsPerSecond that all partitions together write
     * @param diskChunks of a table; with more, its merges have fallen behind, and writing waits
     */
    public record TargetLimits(long documentsPerSecond, int diskChunks) {}
}
