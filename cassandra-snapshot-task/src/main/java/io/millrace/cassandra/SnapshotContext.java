package io.millrace.cassandra;

import io.millrace.cassandra.publish.StreamWriter;

/**
 * What the readers of all ranges share.
 *
 * @param maxEventBytes of headers and body of one event
 */
record SnapshotContext(
        Settings settings,
        Cluster cluster,
        StreamWriter writer,
        DeadLetters deadLetters,
        Progress progress,
        RateLimit rate,
        StopSignal stop,
        long maxEventBytes) {}
