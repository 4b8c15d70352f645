package io.millrace.cassandra.publish;

import io.millrace.cassandra.row.RejectedRowException;
import io.millrace.cassandra.row.SnapshotEvent;

/**
 * The largest event that a stream accepts.
 *
 * @param bytes of headers and body together
 */
public record EventSizeLimit(long bytes) {
    /**
     * Returns the event's size.
     *
     * @throws RejectedRowException if the event is larger
     */
    public long requireFits(SnapshotEvent event) throws RejectedRowException {
        long size = (long) event.body().length + EventWriter.headerBytes(event);
        if (size > bytes) {
            throw new RejectedRowException("the event has " + size + " bytes with its headers, but the stream accepts"
                    + " at most " + bytes + "; raise max_payload of nats-server");
        }
        return size;
    }
}
