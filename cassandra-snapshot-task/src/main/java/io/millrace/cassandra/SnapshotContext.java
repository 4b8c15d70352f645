package io.millrace.cassandra;

import io.millrace.cassandra.publish.EventWriter;
import io.millrace.pace.RateLimit;

/**
 * What all range readers share.
 *
 * @param maxEventBytes the largest event that the stream accepts, headers and body together
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
