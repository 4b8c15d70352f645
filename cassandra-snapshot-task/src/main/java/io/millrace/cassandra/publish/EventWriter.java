package io.millrace.cassandra.publish;

import io.millrace.cassandra.row.SnapshotEvent;
import io.millrace.event.EventHeaders;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events into the stream, many at a time and in no order: readers go by the ids. What is not acknowledged is sent
 * again with the same message id until the stream has it. For any number of threads.
 */
public final class EventWriter implements AutoCloseable {
    static final Duration TICK = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_COUNT = 1 << 14;
    private static final int MAX_BYTES = 32 << 20;

    /** What an acknowledgement starts with; a refusal starts with the error. */
    private static final byte[] STORED = "{\"stream\":".getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final Target target;
    private final Dispatcher replies;
    private final String inbox;
    private final int headerBytesWithoutId;
    private final ScheduledExecutorService repeater;
    private final Map<Long, UnacknowledgedEvent> underWay = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Semaphore count = new Semaphore(MAX_COUNT);
    private final Semaphore bytes = new Semaphore(MAX_BYTES);
    private volatile String lastTrouble = "";
    private volatile @Nullable String failure;

    /**
     * Where to.
     *
     * @param timeout after which the job gives up on an event that the stream does not take
     */
    public record Target(String stream, Duration timeout) {}

    /** @param connection that reconnects by itself */
    public EventWriter(Connection connection, Target target) {
        this.connection = connection;
        this.target = target;
        headerBytesWithoutId = headers("").serializedLength();
        inbox = connection.createInbox() + '.';
        replies = connection.createDispatcher(this::replied);
        // What is under way bounds this too.
        replies.setPendingLimits(-1, -1);
        replies.subscribe(inbox + '*');
        repeater = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "repeat-events");
            thread.setDaemon(true);
            return thread;
        });
        repeater.scheduleWithFixedDelay(this::repeat, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    public PublishBatch open() {
        return new PublishBatch(this);
    }

    /** How many bytes the headers of an event add to its body. */
    public int headerBytes(SnapshotEvent event) {
        return headerBytesWithoutId + event.messageId().length();
    }

    /** Ends all deliveries: what was sent may or may not be in the stream. */
    public void fail(String reason) {
        failure = reason;
    }

    @Override
    public void close() {
        repeater.shutdownNow();
        connection.closeDispatcher(replies);
    }

    void send(SnapshotEvent event, PublishBatch delivery) throws InterruptedException {
        take(count, 1);
        take(bytes, weight(event));
        long number = numbers.getAndIncrement();
        UnacknowledgedEvent sent = new UnacknowledgedEvent(event, delivery, System.nanoTime());
        sent.dueNanos = sent.firstSentNanos + PATIENCE.toNanos();
        underWay.put(number, sent);
        publish(number, event);
    }

    void requireWorking() {
        String reason = failure;
        if (reason != null) {
            throw new DeliveryException(reason);
        }
    }

    private void take(Semaphore room, int permits) throws InterruptedException {
        requireWorking();
        while (!room.tryAcquire(permits, TICK.toMillis(), TimeUnit.MILLISECONDS)) {
            requireWorking();
        }
    }

    private void publish(long number, SnapshotEvent event) {
        try {
            connection.publish(event.subject(), inbox + number, headers(event.messageId()), event.body());
        } catch (IllegalStateException e) {
            // Away, with its buffer full: it is due again later.
            trouble("there is no connection to NATS");
        }
    }

    private void replied(Message message) {
        long number = Long.parseLong(message.getSubject().substring(inbox.length()));
        UnacknowledgedEvent sent = underWay.get(number);
        if (sent == null) {
            return;
        }
        if (isStored(message)) {
            if (underWay.remove(number) != null) {
                count.release();
                bytes.release(weight(sent.event));
                sent.delivery.acknowledged();
            }
        } else {
            sent.dueNanos = System.nanoTime() + TICK.toNanos();
        }
    }

    private boolean isStored(Message message) {
        byte[] data = message.getData();
        if (Arrays.mismatch(data, STORED) >= STORED.length) {
            return true;
        }
        try {
            if (message.isStatusMessage()) {
                trouble(message.getStatus().toString());
                return false;
            }
            new PublishAck(message);
            return true;
        } catch (IOException | JetStreamApiException e) {
            trouble(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void repeat() {
        long now = System.nanoTime();
        boolean connected = connection.getStatus() == Connection.Status.CONNECTED;
        underWay.forEach((number, sent) -> {
            if (now - sent.firstSentNanos > target.timeout().toNanos()) {
                fail("Stream " + target.stream() + " did not acknowledge an event for " + sent.event.subject()
                        + " within " + target.timeout() + lastTrouble);
            } else if (connected && now - sent.dueNanos > 0) {
                sent.dueNanos = now + PATIENCE.toNanos();
                publish(number, sent.event);
            }
        });
        if (underWay.isEmpty()) {
            lastTrouble = "";
        }
    }

    private void trouble(String reason) {
        if (lastTrouble.isEmpty()) {
            LOG.warn("Stream {} does not take an event and is tried again: {}", target.stream(), reason);
        }
        lastTrouble = "; the last trouble was: " + reason;
    }

    private int weight(SnapshotEvent event) {
        return Math.min(MAX_BYTES, event.body().length);
    }

    private Headers headers(String messageId) {
        return new Headers()
                .put(EventHeaders.MESSAGE_ID, messageId)
                .put(EventHeaders.EXPECTED_STREAM, target.stream())
                .put(EventHeaders.CONTENT_TYPE, EventHeaders.CHANGE_EVENT);
    }
}
