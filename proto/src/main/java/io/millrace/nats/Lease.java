package io.millrace.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * An exclusive right that lasts as long as its holder renews it, as an entry of the {@link StateBucket}. Another instance
 * takes it over after seeing no renewal for the duration that the holder promised. No clocks of two machines are compared.
 */
public final class Lease implements AutoCloseable {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final OwnedEntry entry;
    private final Terms terms;
    private final ScheduledExecutorService renewer;
    private volatile boolean held = true;

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

    private Lease(KeyValue bucket, String key, Terms terms, long revision) {
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

    /**
     * Acquires the lease, which may take as long as another holder promised to renew it.
     *
     * @param key of the entry
     * @throws LeaseUnavailableException when another instance keeps renewing it
     * @throws JetStreamApiException also when another instance acquired it at the same moment
     */
    public static Lease acquire(KeyValue bucket, String key, Terms terms)
            throws IOException, JetStreamApiException, InterruptedException {
        KeyValueEntry held = bucket.get(key);
        if (held == null) {
            return new Lease(bucket, key, terms, bucket.create(key, terms.value()));
        }
        boolean released = awaitExpiry(bucket, key, held);
        long revision =
                released ? bucket.create(key, terms.value()) : bucket.update(key, terms.value(), held.getRevision());
        return new Lease(bucket, key, terms, revision);
    }

    /** The instance that has the lease, or had it when it was killed; empty if it is free. */
    public static Optional<String> holder(KeyValue bucket, String key) throws IOException, JetStreamApiException {
        return Optional.ofNullable(bucket.get(key)).map(held -> parse(held)[1]);
    }

    /** Whether no other instance is known to have taken over. */
    public boolean isHeld() {
        return held;
    }

    @Override
    public void close() {
        renewer.shutdownNow();
        synchronized (this) {
            try {
                entry.delete();
            } catch (IOException | JetStreamApiException | IllegalStateException e) {
                // It will expire.
                held = false;
            }
        }
    }

    private synchronized void renew() {
        try {
            entry.update(terms.value());
        } catch (JetStreamApiException e) {
            if (JetStreamError.WRONG_LAST_SEQUENCE.is(e)) {
                held = false;
                renewer.shutdown();
                terms.lost().accept(new LeaseUnavailableException("Another instance has taken over the snapshot"));
            }
        } catch (IOException | IllegalStateException e) {
            // The next renewal may succeed.
        }
    }

    /** Waits; returns true when the holder released the lease, false when the lease expired. */
    private static boolean awaitExpiry(KeyValue bucket, String key, KeyValueEntry held)
            throws IOException, JetStreamApiException, InterruptedException {
        String[] value = parse(held);
        Duration duration = Duration.ofMillis(Long.parseLong(value[0]));
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

    /** The duration in milliseconds, and the owner. */
    private static String[] parse(KeyValueEntry entry) {
        return String.valueOf(entry.getValueAsString()).split(" ", 2);
    }
}
