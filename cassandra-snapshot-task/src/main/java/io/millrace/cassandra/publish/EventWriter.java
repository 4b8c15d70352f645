package io.millrace.cassandra.publish;

import io.millrace.cassandra.row.SnapshotEvent;
import io.millrace.event.EventHeaders;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.pace.InFlightLimit;
import io.millrace.pace.OutageAlarm;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events, many at a time and in no particular order, because readers go by the ids. An event that is not
 * acknowledged is sent again with the same message id until the stream has stored it. Thread-safe.
 */
public final class EventWriter implements AutoCloseable {
    static final Duration TICK = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    private static final Duration RESEND_AFTER = Duration.ofSeconds(5);
    private static final int MAX_COUNT = 1 << 14;
    private static final int MAX_BYTES = 32 << 20;
    private static final int HEADER_BYTES_WITHOUT_ID = headers("").serializedLength();

    private final Connection connection;
    private final Target target;
    private final PublishReply reply;
    private final Dispatcher replies;
    private final String inbox;
    private final ScheduledExecutorService resender;
    private final Map<Long, UnacknowledgedEvent> unacknowledged = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final InFlightLimit limit = new InFlightLimit(MAX_COUNT, MAX_BYTES);
    private final OutageAlarm alarm = new OutageAlarm();
    private volatile String lastProblem = "";
    private volatile @Nullable String failure;

    /**
     * Where to publish.
     *
     * @param timeout how long an event is sent again before the job fails
     */
    public record Target(String stream, Duration timeout) {}

    /** @param connection a connection that reconnects by itself */
    public EventWriter(Connection connection, Target target) {
        this.connection = connection;
        this.target = target;
        reply = new PublishReply(target.stream());
        inbox = connection.createInbox() + '.';
        replies = connection.createDispatcher(this::replied);
        // Bounded by the unacknowledged events instead.
        replies.setPendingLimits(-1, -1);
        replies.subscribe(inbox + '*');
        resender = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "resend-events");
            thread.setDaemon(true);
            return thread;
        });
        resender.scheduleWithFixedDelay(this::resend, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    public PublishBatch open() {
        return new PublishBatch(this);
    }

    /** The size of an event's headers. */
    static int headerBytes(SnapshotEvent event) {
        return HEADER_BYTES_WITHOUT_ID + event.messageId().length();
    }

    /** Makes all batches fail. Events that were sent may or may not be in the stream. */
    public void fail(String reason) {
        failure = reason;
    }

    @Override
    public void close() {
        resender.shutdownNow();
        connection.closeDispatcher(replies);
    }

    void send(SnapshotEvent event, PublishBatch batch) throws InterruptedException {
        requireWorking();
        while (!limit.tryAcquire(event.body().length, TICK)) {
            requireWorking();
        }
        long number = numbers.getAndIncrement();
        UnacknowledgedEvent sent = new UnacknowledgedEvent(event, batch, System.nanoTime());
        sent.dueNanos = sent.firstSentNanos + RESEND_AFTER.toNanos();
        unacknowledged.put(number, sent);
        publish(number, event);
    }

    void requireWorking() {
        String reason = failure;
        if (reason != null) {
            throw new NatsUnavailableException(reason);
        }
    }

    private void publish(long number, SnapshotEvent event) {
        try {
            connection.publish(event.subject(), inbox + number, headers(event.messageId()), event.body());
        } catch (IllegalStateException e) {
            // Disconnected, and the buffer is full; the event is sent again later.
            problem("there is no connection to NATS");
        }
    }

    private void replied(Message message) {
        long number = Long.parseLong(message.getSubject().substring(inbox.length()));
        UnacknowledgedEvent sent = unacknowledged.get(number);
        if (sent == null) {
            return;
        }
        Optional<String> refusal = reply.refusal(message);
        if (refusal.isPresent()) {
            problem(refusal.get());
            sent.dueNanos = System.nanoTime() + TICK.toNanos();
        } else if (unacknowledged.remove(number) != null) {
            limit.release(sent.event.body().length);
            sent.batch.acknowledged();
        }
    }

    private void resend() {
        long now = System.nanoTime();
        boolean connected = connection.getStatus() == Connection.Status.CONNECTED;
        unacknowledged.forEach((number, sent) -> {
            if (now - sent.firstSentNanos > target.timeout().toNanos()) {
                fail("Stream " + target.stream() + " did not acknowledge an event for " + sent.event.subject()
                        + " within " + target.timeout() + lastProblem);
            } else if (connected && now - sent.dueNanos > 0) {
                sent.dueNanos = now + RESEND_AFTER.toNanos();
                publish(number, sent.event);
            }
        });
        if (unacknowledged.isEmpty()) {
            noProblem();
        }
    }

    private synchronized void problem(String reason) {
        if (alarm.raise()) {
            LOG.warn("Stream {} did not accept an event, will retry: {}", target.stream(), reason);
        }
        lastProblem = "; last problem: " + reason;
    }

    private synchronized void noProblem() {
        alarm.clear();
        lastProblem = "";
    }

    private static Headers headers(String messageId) {
        return new Headers().put(EventHeaders.MESSAGE_ID, messageId);
    }
}
