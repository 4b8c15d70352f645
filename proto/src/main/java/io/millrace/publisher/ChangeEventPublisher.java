package io.millrace.publisher;

import io.millrace.event.ChangeEvent;
import io.millrace.event.InvalidEventException;
import io.millrace.event.Partitioner;
import io.millrace.event.Source;
import io.millrace.event.Subject;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.pace.InFlightLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Publishes an application's own changes to the stream, where readers find them next to those of the databases:
 *
 * <pre>{@code
 * try (ChangeEventPublisher publisher = ChangeEventPublisher.open(PublisherSettings.of(nats, "reviews"))) {
 *     Row key = RowBuilder.of().int64("id", 7).build();
 *     Row row = RowBuilder.of().int64("id", 7).text("body", "Fine.").build();
 *     publisher.publish(Change.insert("web", "review", key, row));
 *     publisher.flush(Duration.ofSeconds(10));
 * }
 * }</pre>
 *
 * <p>{@link #publish} does not wait for the stream. Events reach the stream in order, are sent again when the connection
 * breaks, and are stored once. Publish a change after committing it, and the changes of one row in the order of their
 * commits. Then the later of two events for a row has the higher id: always if one publisher sent both, and by commit time
 * if two publishers did, whose clocks must agree. Two publishers never use the same id, because each leases a snowflake
 * node of its own.
 *
 * <p>Thread-safe.
 */
public final class ChangeEventPublisher implements AutoCloseable {
    private static final int MAX_COUNT = 4096;
    private static final int MAX_BYTES = 32 << 20;

    private final PublisherSettings settings;
    private final PublishLoop loop;
    private final InFlightLimit limit = new InFlightLimit(MAX_COUNT, MAX_BYTES);
    private final Set<CompletableFuture<Published>> unsettled = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable PublishException> failure = new AtomicReference<>();
    private volatile boolean closed;

    private ChangeEventPublisher(PublisherSettings settings, PublishLoop loop) {
        this.settings = settings;
        this.loop = loop;
    }

    /**
     * Connects.
     *
     * @throws PublishException when NATS cannot be reached, or the stream does not exist or is unsuitable; the cause is a
     *     {@link NatsUnavailableException} if trying again may help
     */
    public static ChangeEventPublisher open(PublisherSettings settings) {
        return new ChangeEventPublisher(settings, PublishLoop.start(settings));
    }

    /**
     * Sends a change. Blocks only while too many events are unacknowledged.
     *
     * @return completes when the stream has stored the event, exceptionally with a {@link PublishException} when the
     *     stream refused it or did not acknowledge it in time. Dependent actions run on the publisher's thread and must
     *     not block
     * @throws InvalidEventException when the change is not a valid event; nothing was sent
     * @throws PublishException when earlier events blocked this one for the delivery timeout; nothing was sent
     */
    public CompletableFuture<Published> publish(Change change) throws InterruptedException {
        if (closed) {
            throw new IllegalStateException("The publisher of source " + settings.source() + " is closed");
        }
        ChangeEvent event = change.toEvent(settings.source(), Instant.now());
        PublisherRules.check(event);
        PendingEvent pending = new PendingEvent(subjectOf(event), event, settings, this::settled);
        requireFits(pending);
        if (!limit.tryAcquire(pending.size(), settings.deliveryTimeout())) {
            throw new PublishException("Could not send an event for " + pending.subject() + " within "
                    + settings.deliveryTimeout() + ": stream " + settings.stream()
                    + " does not acknowledge the events before it; is NATS at " + settings.nats() + " running?");
        }
        unsettled.add(pending.result());
        loop.publish(pending);
        return pending.result();
    }

    /**
     * Waits until everything published so far is in the stream.
     *
     * @throws PublishException when an event since the last flush has failed; its own future says the same
     * @throws TimeoutException when events are still unacknowledged after the timeout
     */
    public void flush(Duration timeout) throws InterruptedException, TimeoutException {
        try {
            CompletableFuture.allOf(unsettled.toArray(CompletableFuture[]::new))
                    .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            // Thrown below, like the failures of events that were settled before.
        }
        PublishException failed = failure.getAndSet(null);
        if (failed != null) {
            throw failed;
        }
    }

    /** Waits until every event is in the stream or has failed, for the delivery timeout at most, and disconnects. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            flush(settings.deliveryTimeout().plusSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            throw new PublishException("Events were still unacknowledged when the publisher closed", e);
        } finally {
            loop.stop();
        }
    }

    private void settled(PendingEvent pending, @Nullable PublishException failed) {
        if (failed != null) {
            failure.compareAndSet(null, failed);
        }
        unsettled.remove(pending.result());
        limit.release(pending.size());
    }

    private String subjectOf(ChangeEvent event) {
        Source source = event.getSource();
        int partition = event.hasKey() ? Partitioner.partition(event.getKey(), settings.partitions()) : 0;
        return new Subject(source.getName(), source.getDatabase(), source.getTable(), partition).toString();
    }

    private void requireFits(PendingEvent pending) {
        if (pending.size() > loop.maxPayload()) {
            throw new InvalidEventException(
                    "The event for " + pending.subject() + " has " + pending.size()
                            + " bytes with its headers, more than the " + loop.maxPayload()
                            + " that the server takes; leave out what readers do not need, or raise max_payload of nats-server");
        }
    }
}
