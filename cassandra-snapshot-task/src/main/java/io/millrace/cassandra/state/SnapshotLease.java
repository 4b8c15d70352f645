package io.millrace.cassandra.state;

import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to work on the snapshots of a source, for one instance at a time. The holder renews it; one that was killed
 * does not, and whoever sees no renewal for as long as the holder said takes over. That compares no clocks.
 */
public final class SnapshotLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotLease.class);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final OwnedEntry entry;
    private final Terms terms;
    private final ScheduledExecutorService renewer;

    /**
     * @param owner unlike any other instance
     * @param duration for which the lease is good without being renewed
     * @param lost told when another instance has taken over
     */
    public record Terms(String owner, Duration duration, Consumer<String> lost) {
        byte[] value() {
            return (duration.toMillis() + " " + owner).getBytes(StandardCharsets.UTF_8);
        }
    }

    private SnapshotLease(KeyValue bucket, String key, Terms terms, long revision) {
        entry = new OwnedEntry(bucket, key, revision);
        this.terms = terms;
        renewer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "renew-lease");
            thread.setDaemon(true);
            return thread;
        });
        long period = terms.duration().dividedBy(3).toMillis();
        renewer.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
    }

    /** @throws LeaseHeldException when another instance renews it */
    static SnapshotLease acquire(KeyValue bucket, String key, Terms terms)
            throws IOException, JetStreamApiException, InterruptedException {
        KeyValueEntry held = bucket.get(key);
        if (held == null) {
            return new SnapshotLease(bucket, key, terms, bucket.create(key, terms.value()));
        }
        boolean released = awaitExpiry(bucket, key, held);
        long revision =
                released ? bucket.create(key, terms.value()) : bucket.update(key, terms.value(), held.getRevision());
        return new SnapshotLease(bucket, key, terms, revision);
    }

    @Override
    public void close() {
        renewer.shutdownNow();
        synchronized (this) {
            try {
                entry.delete();
            } catch (IOException | JetStreamApiException | IllegalStateException e) {
                LOG.debug("The lease ends by not being renewed", e);
            }
        }
    }

    private synchronized void renew() {
        try {
            entry.update(terms.value());
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == OwnedEntry.WRONG_LAST_SEQUENCE) {
                renewer.shutdown();
                terms.lost().accept("Another instance has taken over the snapshot");
            } else {
                LOG.debug("The lease is not renewed", e);
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("The lease is not renewed", e);
        }
    }

    /** Returns true when the holder gave it back, false when it let it run out. */
    private static boolean awaitExpiry(KeyValue bucket, String key, KeyValueEntry held)
            throws IOException, JetStreamApiException, InterruptedException {
        String[] value = new String(value(held), StandardCharsets.UTF_8).split(" ", 2);
        Duration duration = Duration.ofMillis(Long.parseLong(value[0]));
        LOG.info("{} holds the lease; waiting {} for it to be renewed or to run out", value[1], duration);
        long deadline = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            KeyValueEntry now = bucket.get(key);
            if (now == null) {
                return true;
            }
            if (now.getRevision() != held.getRevision()) {
                throw new LeaseHeldException(value[1]);
            }
        }
        return false;
    }

    private static byte[] value(KeyValueEntry entry) {
        byte[] value = entry.getValue();
        return value == null ? new byte[0] : value;
    }
}
