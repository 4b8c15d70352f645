package io.millrace.manticore.stream;

import io.millrace.nats.NatsUnavailableException;
import io.nats.client.Message;
import io.nats.client.PullRequestOptions;
import io.nats.client.Subscription;
import io.nats.client.support.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one partition from its durable consumer. Deliveries are numbered: when one is missing, the session reports
 * itself broken, since continuing would acknowledge an event that was never applied.
 */
final class ConsumerSession implements PartitionReader {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerSession.class);
    private static final byte[] ACK = "+ACK".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] IN_PROGRESS = "+WPI".getBytes(StandardCharsets.US_ASCII);

    private final StreamReader reader;
    private final int partition;
    private final Duration checkInterval;
    private final StallDetector stall;
    private final ArrivalCount arrivals;
    private final PullRequests pulls = new PullRequests();
    private final Deque<DeliveredEvent> buffer = new ArrayDeque<>();
    /** Where the server delivers to; null while the session is not open. */
    private @Nullable Subscription inbox;

    private @Nullable String broken;
    /** As it was last opened; empty before that. */
    private Optional<DurableConsumer.Position> opened = Optional.empty();

    private long acknowledged;
    private long nextDelivery;
    private long lastTaken;
    private long undelivered;
    private long bufferBytes;
    private long inProgress;
    private long readTo;

    ConsumerSession(StreamReader reader, int partition, Duration checkInterval, Mailbox mailbox) {
        this.reader = reader;
        this.partition = partition;
        this.checkInterval = checkInterval;
        this.stall = new StallDetector(checkInterval, PullRequests.EXPIRY, System::nanoTime);
        this.arrivals = new ArrivalCount(mailbox);
    }

    @Override
    public int partition() {
        return partition;
    }

    @Override
    public void open() {
        close();
        start(reader.consumer(partition).open(known()));
    }

    private Optional<DurableConsumer.KnownPosition> known() {
        return opened.map(
                position -> new DurableConsumer.KnownPosition(acknowledged, readTo, position.streamCreated()));
    }

    @Override
    public long floor() {
        return acknowledged;
    }

    @Override
    public void openAt(long sequence) {
        close();
        start(reader.consumer(partition).openAt(sequence));
    }

    private void start(DurableConsumer.Position position) {
        nextDelivery = position.nextDelivery();
        lastTaken = position.floor();
        acknowledged = position.floor();
        undelivered = position.pending();
        if (!opened.map(DurableConsumer.Position::streamCreated).equals(Optional.of(position.streamCreated()))) {
            readTo = 0;
        }
        opened = Optional.of(position);
        stall.restart(lastTaken);
        inbox = reader.newInbox(this);
    }

    @Override
    public BooleanSupplier ownership() {
        ZonedDateTime ours = opened.orElseThrow().created();
        DurableConsumer consumer = reader.consumer(partition);
        return () -> consumer.isThatOf(ours);
    }

    @Override
    public void handBack() {
        DurableConsumer consumer = reader.consumer(partition);
        if (opened.isPresent() && !consumer.isThatOf(opened.get().created())) {
            LOG.warn(
                    "Partition {} is read by another task, which may have read on before a write of this one ended; it"
                            + " is read again after sequence {}",
                    partition,
                    floor());
            consumer.open(known());
        }
    }

    @Override
    public void refreshPending() {
        undelivered = reader.consumer(partition).unacknowledged();
    }

    @Override
    public void close() {
        if (inbox != null) {
            if (inbox.isActive()) {
                inbox.getDispatcher().unsubscribe(inbox);
            }
            inbox = null;
        }
        broken = null;
        buffer.clear();
        bufferBytes = 0;
        pulls.end();
    }

    @Override
    public boolean isOpen() {
        return inbox != null;
    }

    /** The subject that an open session is delivered to. */
    String inbox() {
        if (inbox == null) {
            throw new IllegalStateException("The session of partition " + partition + " is not open");
        }
        return inbox.getSubject();
    }

    @Override
    public @Nullable DeliveredEvent next() {
        if (broken != null) {
            String reason = broken;
            close();
            throw new NatsUnavailableException(reason + "; reading again from the last acknowledged event");
        }
        DeliveredEvent event = buffer.poll();
        bufferBytes -= event == null ? 0 : event.size();
        return event;
    }

    @Override
    public boolean hasNext() {
        return broken != null || !buffer.isEmpty();
    }

    @Override
    public long pending() {
        return undelivered + buffer.size();
    }

    @Override
    public Optional<Duration> retention() {
        return opened.flatMap(DurableConsumer.Position::retention);
    }

    @Override
    public void acknowledge(DeliveredEvent event) {
        reader.publish(event.replyTo(), ACK);
        acknowledged = event.streamSequence();
    }

    @Override
    public void extend(Collection<DeliveredEvent> events) {
        events.forEach(event -> reader.publish(event.replyTo(), IN_PROGRESS));
    }

    @Override
    public void check() {
        if (!isOpen() || !stall.isDue()) {
            return;
        }
        Optional<DurableConsumer.Progress> found =
                reader.consumer(partition).check(lastTaken, opened.orElseThrow().streamCreated());
        if (found.isEmpty()) {
            breakOff("its consumer was deleted");
            return;
        }
        DurableConsumer.Progress progress = found.get();
        undelivered = progress.pending();
        readTo = Math.max(readTo, progress.readTo());
        if (stall.isStalled(lastTaken, progress.pending() > 0 && !progress.heldBack() && buffer.isEmpty())) {
            breakOff("no event came for " + checkInterval.toMillis() + " ms though there are some");
        }
    }

    @Override
    public void inProgress(long bytes) {
        inProgress = bytes;
    }

    /** What is held of the partition's events. */
    long heldBytes() {
        return bufferBytes + inProgress;
    }

    /** What is held, and what may still come without being asked for. */
    long expectedBytes() {
        return heldBytes() + pulls.outstandingBytes();
    }

    @Override
    public void wakeAfter(int events) {
        int requested = pulls.outstanding();
        // The last event requested is also the moment to request more.
        arrivals.wakeAfter(requested > 0 ? Math.min(events, requested) : events);
    }

    /** Whether to ask the server for more, so that it arrives while what is here, a request's at most, is mapped and written. */
    boolean takesMore(int messages) {
        return isOpen() && broken == null && pulls.hasEnded() && buffer.size() <= messages;
    }

    /** Whether the next event needs a request for the largest message that NATS accepts. */
    boolean isNextLarge() {
        return pulls.isNextLarge();
    }

    /** What to ask for; up to twice as much is held in memory. */
    PullRequestOptions pull(int messages, long bytes) {
        return pulls.next(messages, bytes);
    }

    /** A message was put into the mailbox. Called by the connection's thread. */
    void arrived(boolean status) {
        arrivals.arrived(status);
    }

    /** Takes a message from an inbox; what came to an earlier inbox belongs to a consumer that no longer exists. */
    void take(String to, Message message) {
        arrivals.taken();
        if (inbox == null || !to.equals(inbox.getSubject()) || broken != null) {
            return;
        }
        if (message.isStatusMessage()) {
            take(message.getStatus());
        } else {
            take(DeliveredEvent.of(message));
        }
    }

    private void take(DeliveredEvent event) {
        if (event.consumerSequence() != nextDelivery) {
            breakOff("delivery " + nextDelivery + " was lost, " + event.consumerSequence() + " came");
            return;
        }
        nextDelivery++;
        pulls.delivered(event.size());
        undelivered = event.pending();
        // A redelivery within this session is already here, or applied and not yet acknowledged.
        if (event.streamSequence() > lastTaken) {
            lastTaken = event.streamSequence();
            buffer.add(event);
            bufferBytes += event.size();
        }
    }

    private void take(Status status) {
        switch (status.getCode()) {
            case Status.FLOW_OR_HEARTBEAT_STATUS_CODE -> {}
            case Status.NOT_FOUND_CODE, Status.REQUEST_TIMEOUT_CODE -> pulls.end();
            case Status.CONFLICT_CODE -> {
                String text = String.valueOf(status.getMessage());
                if (text.equals(Status.MESSAGE_SIZE_EXCEEDS_MAX_BYTES)) {
                    pulls.exceeded();
                } else if (text.equals(Status.BATCH_COMPLETED)) {
                    pulls.end();
                } else {
                    breakOff("the server stopped delivering: " + text);
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
}
