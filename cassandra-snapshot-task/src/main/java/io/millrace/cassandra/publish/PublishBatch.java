package io.millrace.cassandra.publish;

import io.millrace.cassandra.row.SnapshotEvent;
import io.millrace.nats.NatsUnavailableException;

/** Events whose acknowledgements are awaited together. Thread-safe. */
public final class PublishBatch {
    private final EventWriter writer;
    private long unacknowledged;

    PublishBatch(EventWriter writer) {
        this.writer = writer;
    }

    /**
     * Sends an event. Blocks while too many events are unacknowledged.
     *
     * @throws NatsUnavailableException when the stream does not accept events
     */
    public void send(SnapshotEvent event) throws InterruptedException {
        synchronized (this) {
            unacknowledged++;
        }
        writer.send(event, this);
    }

    /**
     * Waits until the stream has acknowledged every event that was sent.
     *
     * @throws NatsUnavailableException when the stream does not accept events
     */
    public synchronized void await() throws InterruptedException {
        while (unacknowledged > 0) {
            writer.requireWorking();
            wait(EventWriter.TICK.toMillis());
        }
    }

    synchronized void acknowledged() {
        unacknowledged--;
        if (unacknowledged == 0) {
            notifyAll();
        }
    }
}
