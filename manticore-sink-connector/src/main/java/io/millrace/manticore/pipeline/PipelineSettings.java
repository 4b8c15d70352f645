package io.millrace.manticore.pipeline;

import io.millrace.manticore.index.ManticoreSettings;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.stream.StreamSettings;
import java.time.Duration;

/**
 * Everything a {@link SinkPipeline} is made of.
 *
 * @param tolerant whether events that cannot be applied are handed out as dead letters instead of ending it
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
     * When a batch is written: as soon as one of the limits is met.
     *
     * @param bytes of events; one that is larger is a batch by itself
     * @param linger since the batch's first event came
     * @param bodyBytes what one bulk request may hold
     */
    public record BatchLimits(int events, long bytes, Duration linger, long bodyBytes) {}

    /**
     * What Manticore is spared; 0 for no limit.
     *
     * @param documentsPerSecond that all partitions together write
     * @param diskChunks of a table; with more of them its merges have fallen behind, and writing waits
     */
    public record TargetLimits(long documentsPerSecond, int diskChunks) {}
}
