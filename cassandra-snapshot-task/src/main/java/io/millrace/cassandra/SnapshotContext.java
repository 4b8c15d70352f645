package io.millrace.cassandra;

import io.millrace.cassandra.publish.EventWriter;

/**
 * What the readers of all ranges share.
 *
 * @param maxEventBytes of headers and body of one event
 */
record SnapshotContext(
        SnapshotSettings settings,
        CassandraCluster cluster,
        EventWriter writer,
        DeadLetterWriter deadLetters,
        SnapshotProgress progress,
        RateLimit rate,
        StopSignal stop,
        long maxEventBytes) {}
