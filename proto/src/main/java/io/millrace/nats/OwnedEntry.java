package io.millrace.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import java.io.IOException;
import java.util.Arrays;

/** An entry of the state bucket that only one instance may change. Not thread-safe. */
public final class OwnedEntry {
    private final KeyValue bucket;
    private final String key;
    private long revision;

    /** @param revision of the entry as it was created or last read */
    public OwnedEntry(KeyValue bucket, String key, long revision) {
        this.bucket = bucket;
        this.key = key;
        this.revision = revision;
    }

    /**
     * Writes the next value. May be called again with the same value after an {@link IOException}, when the server may have
     * stored the value and only its answer was lost.
     *
     * @throws JetStreamApiException with {@link JetStreamError#WRONG_LAST_SEQUENCE} when another instance has changed the entry
     */
    public void update(byte[] value) throws IOException, JetStreamApiException {
        try {
            revision = bucket.update(key, value, revision);
        } catch (JetStreamApiException e) {
            KeyValueEntry now = JetStreamError.WRONG_LAST_SEQUENCE.is(e) ? bucket.get(key) : null;
            if (now == null || !Arrays.equals(value, now.getValue())) {
                throw e;
            }
            revision = now.getRevision();
        }
    }

    public void delete() throws IOException, JetStreamApiException {
        bucket.delete(key, revision);
    }
}
