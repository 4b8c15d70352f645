package io.millrace.cassandra.state;

import io.millrace.cassandra.ring.TokenRange;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The progress of one table in the bucket. Each change says which it follows, so that of two instances that write by
 * mistake the second fails.
 */
public final class TableProgressEntry {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final OwnedEntry entry;
    private TableProgress progress;

    TableProgressEntry(KeyValue bucket, String key, TableProgress progress, long revision) {
        entry = new OwnedEntry(bucket, key, revision);
        this.progress = progress;
    }

    public synchronized TableProgress progress() {
        return progress;
    }

    /** Records that the rows of a range are in the stream, and returns when that is on disk. */
    public synchronized void finished(TokenRange range, RangeCounts tally) throws IOException, JetStreamApiException {
        progress.done().add(range);
        progress = new TableProgress(
                progress.identity(),
                progress.startedMicros(),
                progress.done(),
                progress.rows() + tally.rows(),
                progress.rejected() + tally.rejected(),
                progress.bytes() + tally.bytes());
        write(progress.toJson());
    }

    /** A server that has just gone comes back; until then the range counts as unfinished. */
    private void write(byte[] value) throws IOException, JetStreamApiException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                entry.update(value);
                return;
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
