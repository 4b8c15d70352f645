package io.millrace.publisher;

import io.millrace.event.SnowflakeSequence;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings events into the stream in the order in which it got them. It sends without waiting for acknowledgements; when
 * the session breaks, it sends nothing until it has another, and on that everything that is unacknowledged again, in
 * order and unchanged, so that the stream drops what it holds already. Its state belongs to its one thread.
 */
final class PublishLoop {
    private static final System.Logger LOG = System.getLogger(PublishLoop.class.getName());
    private static final Duration TICK = Duration.ofMillis(100);
    private static final long MAX_BACKOFF_MS = 5_000;
    private static final int UNAVAILABLE = 503;

    private final PublisherSettings settings;
    private final ScheduledExecutorService thread;
    private final Set<PendingEvent> unsettled = new LinkedHashSet<>();
    private final Map<String, SnowflakeSequence> sequences = new HashMap<>();
    private @Nullable StreamSession session;
    private NodeLease lease;
    private volatile long maxPayload;
    private String lastLoss = "";
    private long backoffMs;
    private long nextAttemptNanos;

    private PublishLoop(PublisherSettings settings, StreamSession session, NodeLease lease) {
        this.settings = settings;
        this.session = session;
        this.lease = lease;
        maxPayload = session.connection().getMaxPayload();
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, "millrace-publisher-" + settings.source());
            created.setDaemon(true);
            return created;
        });
        thread.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @throws PublishException when the first session cannot be had */
    static PublishLoop start(PublisherSettings settings) {
        try {
            StreamSession session = StreamSession.open(settings);
            try {
                return new PublishLoop(settings, session, lease(settings, session));
            } catch (IOException | JetStreamApiException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (IOException | JetStreamApiException e) {
            throw new PublishException(
                    "No way to stream " + settings.stream() + " at " + settings.nats() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishException("Interrupted while connecting to NATS at " + settings.nats(), e);
        }
    }

    /** What the server takes of headers and body together. */
    long maxPayload() {
        return maxPayload;
    }

    void publish(PendingEvent pending) {
        thread.execute(() -> {
            unsettled.add(pending);
            send(List.of(pending));
        });
    }

    /** Gives the node back and ends; what is unsettled stays so. */
    void stop() {
        thread.execute(() -> {
            StreamSession open = session;
            session = null;
            if (open != null) {
                try {
                    lease.release(open.connection());
                } catch (IOException | JetStreamApiException e) {
                    LOG.log(System.Logger.Level.DEBUG, "The node is given back by expiry", e);
                }
                open.close();
            }
        });
        thread.shutdown();
    }

    private void tick() {
        failOverdue();
        StreamSession open = session;
        if (open == null) {
            reopen();
        } else if (!open.isOpen()) {
            lost("the connection was lost", null);
        } else if (lease.isDue()) {
            renew(open);
        }
    }

    private void failOverdue() {
        Iterator<PendingEvent> oldestFirst = unsettled.iterator();
        while (oldestFirst.hasNext()) {
            PendingEvent pending = oldestFirst.next();
            if (!pending.isOverdue()) {
                return;
            }
            oldestFirst.remove();
            pending.failed("not acknowledged within " + settings.deliveryTimeout() + lastLoss, null);
        }
    }

    private void reopen() {
        if (System.nanoTime() < nextAttemptNanos) {
            return;
        }
        try {
            StreamSession open = StreamSession.open(settings);
            session = open;
            maxPayload = open.connection().getMaxPayload();
            if (!lease.renew(open.connection())) {
                lease = lease(settings, open);
                sequences.replaceAll((subject, ids) -> new SnowflakeSequence(lease.node(), ids.last()));
            }
            if (unsettled.isEmpty()) {
                established();
            }
            send(List.copyOf(unsettled));
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            lost(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A session that is open is not one that takes events: a full stream lets us in. */
    private void established() {
        if (!lastLoss.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "Stream {0} at {1} is back", settings.stream(), settings.nats());
            lastLoss = "";
            backoffMs = 0;
        }
    }

    private void renew(StreamSession open) {
        try {
            if (!lease.renew(open.connection())) {
                lost("the lease of snowflake node " + lease.node() + " ran out", null);
            }
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            if (!lease.isValid()) {
                lost("the lease of snowflake node " + lease.node() + " cannot be renewed", e);
            }
        }
    }

    private void send(List<PendingEvent> events) {
        StreamSession open = session;
        if (open == null) {
            return;
        }
        try {
            for (PendingEvent pending : events) {
                number(pending, open);
                pending.attempts++;
                open.publish(pending.subject(), pending.headers(), pending.body())
                        .whenComplete((acknowledgement, error) ->
                                thread.execute(() -> answered(open, pending, acknowledgement, error)));
            }
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            lost(e.getMessage(), e);
        }
    }

    private void number(PendingEvent pending, StreamSession open) throws IOException, JetStreamApiException {
        if (pending.isNumbered()) {
            return;
        }
        if (!lease.isValid()) {
            throw new IOException("The lease of snowflake node " + lease.node() + " ran out");
        }
        SnowflakeSequence ids = sequences.get(pending.subject());
        if (ids == null) {
            ids = new SnowflakeSequence(lease.node(), open.lastId(pending.subject()));
            sequences.put(pending.subject(), ids);
        }
        pending.number(ids);
    }

    private void answered(
            StreamSession from, PendingEvent pending, @Nullable PublishAck acknowledgement, @Nullable Throwable error) {
        if (!unsettled.contains(pending)) {
            return;
        }
        if (acknowledgement != null) {
            settle(pending, acknowledgement);
        } else if (from == session && error != null) {
            Throwable cause = rootOf(error);
            if (cause instanceof JetStreamApiException refused && refused.getErrorCode() != UNAVAILABLE) {
                fail(pending, "the stream refused it: " + refused.getMessage(), refused);
            } else if (cause instanceof CancellationException) {
                lost("no acknowledgement came", cause);
            } else {
                lost(String.valueOf(cause.getMessage()), cause);
            }
        }
    }

    private void settle(PendingEvent pending, PublishAck acknowledgement) {
        if (acknowledgement.isDuplicate() && pending.attempts == 1) {
            fail(pending, "another event has its id and was published within the duplicate window", null);
            return;
        }
        established();
        unsettled.remove(pending);
        pending.acknowledged(acknowledgement);
    }

    private void fail(PendingEvent pending, String reason, @Nullable Throwable cause) {
        unsettled.remove(pending);
        pending.failed(reason, cause);
    }

    /** Ends the session, so that nothing more is sent on it. */
    private void lost(@Nullable String reason, @Nullable Throwable cause) {
        StreamSession open = session;
        String refusal = "";
        if (open != null) {
            refusal = open.refusal().map(text -> "; the server says: " + text).orElse("");
            session = null;
            open.close();
        }
        if (lastLoss.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The way to stream {0} at {1} is lost and tried again: {2}{3}",
                    settings.stream(),
                    settings.nats(),
                    reason,
                    refusal);
        }
        LOG.log(System.Logger.Level.DEBUG, "The way to the stream is lost", cause);
        lastLoss = "; the last trouble was: " + reason + refusal;
        backoffMs = Math.min(MAX_BACKOFF_MS, Math.max(100, backoffMs * 2));
        long wait = ThreadLocalRandom.current().nextLong(backoffMs / 2, backoffMs + 1);
        nextAttemptNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
    }

    private static NodeLease lease(PublisherSettings settings, StreamSession session)
            throws IOException, JetStreamApiException, InterruptedException {
        return NodeLease.acquire(session.connection(), settings.source());
    }

    private static Throwable rootOf(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
