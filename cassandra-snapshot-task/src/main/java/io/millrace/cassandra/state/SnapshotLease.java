package io.millrace.cassandra.state;

import io.millrace.nats.JetStreamError;
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
 * The exclusive right to work on the snapshots of a source. The holder keeps renewing the lease; another instance takes it
 * over after seeing no renewal for the duration that the holder promised. No clocks of two machines are compared.
 */
public final class SnapshotLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotLease.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final OwnedEntry entry;
    private final Terms terms;
    private final ScheduledExecutorService renewer;

    /**
     * @param owner a name that no other instance has
     * @param duration how long the lease is valid without a renewal
     * @param lost called when another instance has taken over
     */
    public record Terms(String owner, Duration duration, Consumer<LeaseUnavailableException> lost) {
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

    /** @throws LeaseUnavailableException when another instance keeps renewing it */
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
                LOG.debug("Could not delete the lease; it will expire", e);
            }
        }
    }

    private synchronized void renew() {
        try {
            entry.update(terms.value());
        } catch (JetStreamApiException e) {
            if (JetStreamError.WRONG_LAST_SEQUENCE.is(e)) {
                renewer.shutdown();
                terms.lost().accept(new LeaseUnavailableException("Another instance has taken over the snapshot"));
            } else {
                LOG.debug("Could not renew the lease", e);
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("Could not renew the lease", e);
        }
    }

    /** Waits; returns true when the holder released the lease, false when the lease expired. */
    private static boolean awaitExpiry(KeyValue bucket, String key, KeyValueEntry held)
            throws IOException, JetStreamApiException, InterruptedException {
        String[] value = new String(value(held), StandardCharsets.UTF_8).split(" ", 2);
        Duration duration = Duration.ofMillis(Long.parseLong(value[0]));
        LOG.info("{} holds the lease; waiting up to {} for it to be renewed or to expire", value[1], duration);
        long deadline = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            KeyValueEntry now = bucket.get(key);
            if (now == null) {
                return true;
            }
            if (now.getRevision() != held.getRevision()) {
                throw new LeaseUnavailableException(
                        "Another instance, " + value[1] + ", is working on this source; nothing was done");
            }
        }
        return false;
    }

    private static byte[] value(KeyValueEntry entry) {
        byte[] value = entry.getValue();
        return value == null ? new byte[0] : value;
    }
}
