package io.millrace.cassandra;

import io.millrace.cassandra.publish.EventSizeLimit;
import io.millrace.cassandra.publish.EventWriter;
import io.millrace.pace.RateLimit;

/** What all range readers share. */
record SnapshotContext(
        EventWriter writer,
        DeadLetterWriter deadLetters,
        SnapshotProgress progress,
        RateLimit rate,
        StopSignal stop,
        EventSizeLimit sizeLimit) {}
