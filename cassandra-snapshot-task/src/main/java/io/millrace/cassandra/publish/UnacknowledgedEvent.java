package io.millrace.cassandra.publish;

import io.millrace.cassandra.row.SnapshotEvent;

/** An event that was sent and is not acknowledged yet. */
final class UnacknowledgedEvent {
    final SnapshotEvent event;
    final PublishBatch batch;
    final long firstSentNanos;

    /** When to send the event again unless it is acknowledged first. */
    volatile long dueNanos;

    UnacknowledgedEvent(SnapshotEvent event, PublishBatch batch, long nowNanos) {
        this.event = event;
        this.batch = batch;
        this.firstSentNanos = nowNanos;
    }
}
