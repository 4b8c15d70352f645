package io.millrace.cassandra.publish;

import io.millrace.cassandra.row.SnapshotEvent;

/** Events that are given to the stream together; tells when it has all of them. */
public final class PublishBatch {
    private final EventWriter writer;
    private long unacknowledged;

    PublishBatch(EventWriter writer) {
        this.writer = writer;
    }

    /**
     * Sends an event. Waits while too much is under way already.
     *
     * @throws DeliveryException when the stream does not take what it was sent
     */
    public void send(SnapshotEvent event) throws InterruptedException {
        synchronized (this) {
            unacknowledged++;
        }
        writer.send(event, this);
    }

    /**
     * Waits until the stream has all that was sent.
     *
     * @throws DeliveryException when it does not take it
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
