package io.millrace.manticore.stream;

import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.PullRequestOptions;
import io.nats.client.Subscription;
import io.nats.client.support.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition. It notices when a delivery is missing (each has a number) and then reports itself broken: going
 * on would acknowledge what was never applied. Opened again, it goes on right after the last acknowledged event.
 */
public final class ConsumerSession {
    private static final byte[] ACK = "+ACK".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] IN_PROGRESS = "+WPI".getBytes(StandardCharsets.US_ASCII);
    private static final Duration PULL_EXPIRY = Duration.ofSeconds(10);

    private final StreamReader reader;
    private final int partition;
    private final Duration checkInterval;
    private final Deque<DeliveredEvent> buffer = new ArrayDeque<>();
    /** Where the server sends to; none of a session that is not open. */
    private @Nullable Subscription inbox;

    private @Nullable String broken;
    private OptionalLong acknowledged = OptionalLong.empty();
    private long nextDelivery;
    private long lastTaken;
    private long takenAtLastCheck;
    private long nextCheckAt;
    private int requested;
    private long pullEndsAt;
    private long undelivered;
    private long readTo;
    private Optional<Duration> retention = Optional.empty();

    ConsumerSession(StreamReader reader, int partition, Duration checkInterval) {
        this.reader = reader;
        this.partition = partition;
        this.checkInterval = checkInterval;
    }

    public int partition() {
        return partition;
    }

    /**
     * Starts after the last acknowledged event.
     *
     * @throws StreamUnavailableException when NATS is away or the stream does not exist
     * @throws StreamFaultException when events may have expired unread
     */
    public void open() {
        close();
        try {
            DurableConsumer.Position position = reader.consumer(partition)
                    .open(
                            acknowledged.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(new DurableConsumer.Known(acknowledged.getAsLong(), readTo)));
            nextDelivery = position.nextDelivery();
            lastTaken = position.floor();
            takenAtLastCheck = lastTaken;
            acknowledged = OptionalLong.of(position.floor());
            undelivered = position.pending();
            retention = position.retention();
            nextCheckAt = System.nanoTime() + checkInterval.toNanos();
            inbox = reader.newInbox(this);
        } catch (IOException | JetStreamApiException e) {
            throw unavailable(e);
        }
    }

    /**
     * Asks what waits to be read, while it is not open.
     *
     * @throws StreamUnavailableException when NATS is away or the stream does not exist
     */
    public void look() {
        try {
            undelivered = reader.consumer(partition).unacknowledged();
        } catch (IOException | JetStreamApiException e) {
            throw unavailable(e);
        }
    }

    /** Drops what was read and not acknowledged. */
    public void close() {
        if (inbox != null) {
            if (inbox.isActive()) {
                inbox.getDispatcher().unsubscribe(inbox);
            }
            inbox = null;
        }
        broken = null;
        buffer.clear();
        requested = 0;
    }

    public boolean isOpen() {
        return inbox != null;
    }

    /** Of an open session. */
    String inbox() {
        if (inbox == null) {
            throw new IllegalStateException("The session of partition " + partition + " is not open");
        }
        return inbox.getSubject();
    }

    /**
     * The next event; null when there is none yet.
     *
     * @throws StreamUnavailableException when deliveries were lost: the session has to be opened again
     */
    public @Nullable DeliveredEvent next() {
        if (broken != null) {
            String reason = broken;
            close();
            throw new StreamUnavailableException("it is read again from the last acknowledged event: " + reason);
        }
        return buffer.poll();
    }

    public boolean hasNext() {
        return broken != null || !buffer.isEmpty();
    }

    /** How many events are still to be had from {@link #next}, here and on the server, as far as it has said. */
    public long pending() {
        return undelivered + buffer.size();
    }

    /** How long the stream keeps events, as of the last {@link #open}; empty for ever. */
    public Optional<Duration> retention() {
        return retention;
    }

    /** Acknowledges an event and everything before it. */
    public void acknowledge(DeliveredEvent delivery) {
        reader.publish(delivery.replyTo(), ACK);
        acknowledged = OptionalLong.of(delivery.streamSequence());
    }

    /** Tells the server that events are still being worked on. */
    public void extend(Collection<DeliveredEvent> deliveries) {
        deliveries.forEach(delivery -> reader.publish(delivery.replyTo(), IN_PROGRESS));
    }

    /**
     * Now and then, makes sure that events come when there are some, and that none expired unread.
     *
     * @throws StreamUnavailableException when it has to be opened again
     * @throws StreamFaultException when events may have expired unread
     */
    public void check() {
        if (!isOpen() || System.nanoTime() - nextCheckAt < 0) {
            return;
        }
        nextCheckAt = System.nanoTime() + checkInterval.toNanos();
        try {
            Optional<DurableConsumer.Progress> found =
                    reader.consumer(partition).check(lastTaken);
            if (found.isEmpty()) {
                breakOff("its consumer is gone");
                return;
            }
            DurableConsumer.Progress progress = found.get();
            undelivered = progress.pending();
            readTo = Math.max(readTo, progress.readTo());
            boolean stalled =
                    progress.pending() > 0 && !progress.heldBack() && buffer.isEmpty() && lastTaken == takenAtLastCheck;
            takenAtLastCheck = lastTaken;
            if (stalled) {
                breakOff("no event came for " + checkInterval.toMillis() + " ms though there are some");
            }
        } catch (IOException | JetStreamApiException e) {
            throw unavailable(e);
        }
    }

    /** Whether the server should be asked for more, so that it comes while what is here is being worked on. */
    boolean takesMore(int messages) {
        boolean ended = requested <= 0 || System.nanoTime() - pullEndsAt > 0;
        return isOpen() && broken == null && ended && buffer.size() < messages;
    }

    /** What to ask for; up to twice as much is held in memory. */
    PullRequestOptions pull(int messages, long bytes) {
        requested = messages;
        pullEndsAt = System.nanoTime() + 2 * PULL_EXPIRY.toNanos();
        return PullRequestOptions.builder(messages)
                .maxBytes(bytes)
                .expiresIn(PULL_EXPIRY)
                .build();
    }

    /** Takes what came to one of its inboxes; what came to an earlier one is of a consumer that is no more. */
    void take(String to, Message message) {
        if (inbox == null || !to.equals(inbox.getSubject()) || broken != null) {
            return;
        }
        if (message.isStatusMessage()) {
            take(message.getStatus());
        } else {
            take(message);
        }
    }

    private void take(Message message) {
        DeliveredEvent delivery = DeliveredEvent.of(message);
        if (delivery.consumerSequence() != nextDelivery) {
            breakOff("delivery " + nextDelivery + " was lost, " + delivery.consumerSequence() + " came");
            return;
        }
        nextDelivery++;
        requested--;
        undelivered = delivery.pending();
        // A redelivery to this very session: the event is here already, or applied and not yet acknowledged.
        if (delivery.streamSequence() > lastTaken) {
            lastTaken = delivery.streamSequence();
            buffer.add(delivery);
        }
    }

    private void take(Status status) {
        switch (status.getCode()) {
            case Status.FLOW_OR_HEARTBEAT_STATUS_CODE -> {}
            case Status.NOT_FOUND_CODE, Status.REQUEST_TIMEOUT_CODE -> requested = 0;
            case Status.CONFLICT_CODE -> {
                String text = String.valueOf(status.getMessage());
                if (text.equals(Status.BATCH_COMPLETED) || text.equals(Status.MESSAGE_SIZE_EXCEEDS_MAX_BYTES)) {
                    requested = 0;
                } else {
                    breakOff("the server ended the reading: " + text);
                }
            }
            default -> breakOff("the server answered " + status.getCode() + " " + status.getMessage());
        }
    }

    void breakOff(String reason) {
        if (isOpen() && broken == null) {
            broken = reason;
        }
    }

    private StreamUnavailableException unavailable(Exception e) {
        if (e instanceof JetStreamApiException refused && ConsumerAdmin.streamIsMissing(refused)) {
            return new StreamUnavailableException("the stream does not exist yet", e);
        }
        return new StreamUnavailableException("NATS did not answer about its consumer: " + e.getMessage(), e);
    }
}
