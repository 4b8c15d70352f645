package io.millrace.publisher;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.ColumnValues;
import io.millrace.event.InvalidEventException;
import io.millrace.event.KnownTypes;
import io.millrace.event.Operation;
import io.millrace.event.Partitioner;
import io.millrace.event.Source;
import io.millrace.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Publishes an application's own changes to the stream, where its readers find them beside those of the databases:
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
 * <p>{@link #publish} does not wait for the stream: what it was given goes there in order, is sent again when the
 * connection breaks, and is in the stream once. Publish a change after it was committed, and the changes of one row in
 * the order in which they were committed. Then of two events for a row the later has the higher id: always among those of
 * one publisher; among those of several, by the commit times, for which their clocks have to agree. Ids of two publishers
 * are never equal, however many run: each leases a snowflake node of its own.
 *
 * <p>For use by any number of threads.
 */
public final class ChangeEventPublisher implements AutoCloseable {
    /** A clock this far ahead of ours is wrong, and the rows that it gave versions would ignore later changes. */
    private static final Duration MAX_FUTURE = Duration.ofMinutes(1);

    private final PublisherSettings settings;
    private final PublishLoop loop;
    private final InFlightLimit room = new InFlightLimit();
    private final Set<CompletableFuture<Published>> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable PublishException> failure = new AtomicReference<>();
    private volatile boolean closed;

    private ChangeEventPublisher(PublisherSettings settings, PublishLoop loop) {
        this.settings = settings;
        this.loop = loop;
    }

    /**
     * Connects.
     *
     * @throws PublishException when NATS cannot be reached, does not have the stream, or has one that cannot serve
     */
    public static ChangeEventPublisher open(PublisherSettings settings) {
        return new ChangeEventPublisher(settings, PublishLoop.start(settings));
    }

    /**
     * Gives a change on its way. Waits only while too much is on its way already.
     *
     * @return completes when the stream has the event, exceptionally with a {@link PublishException} when it refused it
     *     or did not acknowledge it in time. What depends on it runs on the publisher's thread and must not block
     * @throws InvalidEventException when the change cannot be an event: nothing was sent
     * @throws PublishException when there was no room for it within the delivery timeout: nothing was sent
     */
    public CompletableFuture<Published> publish(Change change) throws InterruptedException {
        if (closed) {
            throw new IllegalStateException("The publisher of source " + settings.source() + " is closed");
        }
        ChangeEvent event = change.toEvent(settings.source(), Instant.now());
        check(event);
        PendingEvent pending = new PendingEvent(subjectOf(event), event, settings, this::settled);
        requireFits(pending);
        if (!room.take(pending.size(), settings.deliveryTimeout())) {
            throw new PublishException("No room for an event for " + pending.subject() + " within "
                    + settings.deliveryTimeout() + ": stream " + settings.stream()
                    + " does not acknowledge those before it; is NATS at " + settings.nats() + " running?");
        }
        underWay.add(pending.result());
        loop.publish(pending);
        return pending.result();
    }

    /**
     * Waits until everything given before is in the stream.
     *
     * @throws PublishException when any event since the last flush is not; its own future says the same
     * @throws TimeoutException when it takes longer
     */
    public void flush(Duration timeout) throws InterruptedException, TimeoutException {
        try {
            CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new))
                    .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            // Kept in failure, like those that were settled before.
        }
        PublishException failed = failure.getAndSet(null);
        if (failed != null) {
            throw failed;
        }
    }

    /** Waits until everything given is in the stream or has failed, at most for the delivery timeout, and disconnects. */
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
            throw new PublishException("Events are under way still as the publisher closes", e);
        } finally {
            loop.stop();
        }
    }

    private void settled(PendingEvent pending, @Nullable PublishException failed) {
        if (failed != null) {
            failure.compareAndSet(null, failed);
        }
        underWay.remove(pending.result());
        room.free(pending.size());
    }

    private void check(ChangeEvent event) {
        ChangeEvents.check(event);
        if (!event.hasKey() && event.getOperation() != Operation.TRUNCATE) {
            throw new InvalidEventException("The event of table "
                    + event.getSource().getTable() + " has no key, without which no reader knows the row");
        }
        Optional<String> unknown = KnownTypes.fault(event);
        if (unknown.isPresent()) {
            throw new InvalidEventException("The event " + unknown.get());
        }
        long latest = ColumnValues.micros(Instant.now().plus(MAX_FUTURE));
        if (event.getSource().getCommitTimeUs() > latest) {
            throw new InvalidEventException("The commit time of the event of table "
                    + event.getSource().getTable() + " is more than " + MAX_FUTURE + " ahead of this machine's clock");
        }
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
