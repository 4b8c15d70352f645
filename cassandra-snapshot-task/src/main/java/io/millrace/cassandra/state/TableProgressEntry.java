package io.millrace.cassandra.state;

import io.millrace.cassandra.ring.TokenRange;
import io.millrace.nats.OwnedEntry;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The recorded progress of one table. Each update names the revision that it replaces, so if two instances write by mistake,
 * the second one fails. Thread-safe.
 */
public final class TableProgressEntry {
    private static final Duration RETRY_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

    private final OwnedEntry entry;
    private TableProgress progress;

    TableProgressEntry(KeyValue bucket, String key, TableProgress progress, long revision) {
        entry = new OwnedEntry(bucket, key, revision);
        this.progress = progress;
    }

    public synchronized TableProgress progress() {
        return progress;
    }

    /** Records that all rows of a range are in the stream; returns once the server has stored it. */
    public synchronized void finished(TokenRange range, RangeCounts counts) throws IOException, JetStreamApiException {
        progress.done().add(range);
        progress = new TableProgress(
                progress.identity(),
                progress.startedMicros(),
                progress.done(),
                progress.rows() + counts.rows(),
                progress.rejected() + counts.rejected(),
                progress.bytes() + counts.bytes());
        write(progress.toJson());
    }

    /** Retries for a while, because a server that restarts would otherwise cost the whole range. */
    private void write(byte[] value) throws IOException, JetStreamApiException {
        long deadline = System.nanoTime() + RETRY_TIMEOUT.toNanos();
        while (true) {
            try {
                entry.update(value);
                return;
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY_PAUSE.toNanos());
            }
        }
    }
}
