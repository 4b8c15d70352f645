package io.millrace.cassandra.state;

import io.millrace.cassandra.ring.TokenRange;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import java.io.IOException;

/**
 * The progress of one table in the bucket. Each change says which it follows, so that of two instances that write by
 * mistake the second fails.
 */
public final class TableState {
    private final KeyValue bucket;
    private final String key;
    private TableProgress progress;
    private long revision;

    TableState(KeyValue bucket, String key, TableProgress progress, long revision) {
        this.bucket = bucket;
        this.key = key;
        this.progress = progress;
        this.revision = revision;
    }

    public synchronized TableProgress progress() {
        return progress;
    }

    /** Records that the rows of a range are in the stream, and returns when that is on disk. */
    public synchronized void finished(TokenRange range, Tally tally) throws IOException, JetStreamApiException {
        progress.done().add(range);
        progress = new TableProgress(
                progress.identity(),
                progress.startedMicros(),
                progress.done(),
                progress.rows() + tally.rows(),
                progress.rejected() + tally.rejected(),
                progress.bytes() + tally.bytes());
        revision = bucket.update(key, progress.toJson(), revision);
    }
}
