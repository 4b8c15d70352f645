package io.millrace.publisher;

import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsUnavailableException;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.PublishAck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events in the order in which it receives them, without waiting for acknowledgements. When the session breaks,
 * it opens another and sends every unacknowledged event again, in order and unchanged, so that the stream drops those that
 * it has already. Its state belongs to its one thread.
 */
final class PublishLoop {
    private static final Duration TICK = Duration.ofMillis(100);

    /** No stream answered, as while the cluster elects a leader. */
    private static final int UNAVAILABLE = 503;

    private final PublisherSettings settings;
    private final ScheduledExecutorService thread;
    private final UnsettledEvents unsettled = new UnsettledEvents();
    private final IdAllocator ids;
    private final StreamOutage outage;
    private @Nullable PublishSession session;
    private volatile long maxPayload;

    private PublishLoop(PublisherSettings settings, PublishSession session, IdAllocator ids) {
        this.settings = settings;
        this.session = session;
        this.ids = ids;
        outage = new StreamOutage(settings);
        maxPayload = session.nats().maxPayload();
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, "millrace-publisher-" + settings.source());
            created.setDaemon(true);
            return created;
        });
        thread.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @throws PublishException when the first session cannot be opened */
    static PublishLoop start(PublisherSettings settings) {
        try {
            PublishSession session = PublishSession.open(settings);
            try {
                return new PublishLoop(settings, session, IdAllocator.open(settings, session.nats()));
            } catch (RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (NatsUnavailableException | NatsFaultException e) {
            throw new PublishException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The largest message that the server accepts, headers and body together. */
    long maxPayload() {
        return maxPayload;
    }

    void publish(PendingEvent event) {
        thread.execute(() -> {
            unsettled.add(event);
            send(List.of(event));
        });
    }

    /** Releases the snowflake node and disconnects; events that are not settled yet never will be. */
    void stop() {
        thread.execute(() -> {
            PublishSession open = session;
            session = null;
            if (open != null) {
                ids.release(open.nats());
                open.close();
            }
        });
        thread.shutdown();
    }

    private void tick() {
        unsettled.failOverdue("not acknowledged within " + settings.deliveryTimeout() + outage.lastProblem());
        PublishSession open = session;
        if (open != null) {
            try {
                open.nats().requireConnected();
                ids.keepLease(open.nats());
            } catch (RuntimeException e) {
                lost(e);
            }
        } else if (outage.isRetryDue()) {
            reopen();
        }
    }

    private void reopen() {
        try {
            PublishSession open = PublishSession.open(settings);
            session = open;
            maxPayload = open.nats().maxPayload();
            ids.resume(open.nats());
            if (unsettled.isEmpty()) {
                outage.recovered();
            }
            send(unsettled.inOrder());
        } catch (RuntimeException e) {
            lost(e);
        }
    }

    private void send(List<PendingEvent> events) {
        PublishSession open = session;
        if (open == null) {
            return;
        }
        try {
            for (PendingEvent event : events) {
                ids.number(event, open.nats());
                event.attempts++;
                open.publish(event)
                        .whenComplete((acknowledgement, error) ->
                                thread.execute(() -> answered(open, event, acknowledgement, error)));
            }
        } catch (RuntimeException e) {
            lost(e);
        }
    }

    private void answered(
            PublishSession from, PendingEvent event, @Nullable PublishAck acknowledgement, @Nullable Throwable error) {
        if (!unsettled.contains(event)) {
            return;
        }
        if (acknowledgement != null) {
            if (unsettled.acknowledge(event, acknowledgement, settings.stream())) {
                // Only now, because a full stream accepts connections too.
                outage.recovered();
            }
        } else if (from == session && error != null) {
            Throwable cause = rootOf(error);
            if (cause instanceof JetStreamApiException refused && refused.getErrorCode() != UNAVAILABLE) {
                unsettled.fail(event, "the stream refused it: " + refused.getMessage(), refused);
            } else if (cause instanceof CancellationException) {
                lost(new NatsUnavailableException("No acknowledgement was received", cause));
            } else {
                lost(cause);
            }
        }
    }

    /** Closes the session, so that nothing more is sent on it. */
    private void lost(Throwable cause) {
        PublishSession open = session;
        String denial = "";
        if (open != null) {
            denial = open.nats().denial().orElse("");
            session = null;
            open.close();
        }
        outage.failed(cause, denial);
    }

    private static Throwable rootOf(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
