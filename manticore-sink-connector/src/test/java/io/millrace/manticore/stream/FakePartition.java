package io.millrace.manticore.stream;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.manticore.Events;
import io.millrace.nats.NatsUnavailableException;
import io.nats.client.impl.NatsMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A partition whose events are in memory; delivers from the last acknowledged one each time that it is opened. */
public final class FakePartition implements PartitionReader {
    private final Mailbox mailbox;
    private final List<DeliveredEvent> events = new ArrayList<>();
    private final List<Long> acknowledged = new ArrayList<>();
    private final List<Integer> thresholds = new ArrayList<>();
    private int next;
    private int openings;
    private boolean open;
    private volatile boolean owned = true;
    private int handedBack;
    private Optional<String> failure = Optional.empty();

    public FakePartition(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    public static DeliveredEvent event(long sequence, byte[] data) {
        return DeliveredEvent.of(NatsMessage.builder()
                .subject(Events.SUBJECT)
                .replyTo("$JS.ACK.CDC.sink-p0.1." + sequence + "." + sequence + ".1767225600000000000.0")
                .data(data)
                .build());
    }

    /** Adds an event, whose sequence is its place from 1. */
    public void publish(ChangeEvent event) {
        publish(ChangeEvents.serialize(event));
    }

    public void publish(byte[] data) {
        events.add(event(events.size() + 1L, data));
        mailbox.wake();
    }

    /** Its next call fails. */
    public void fail(String reason) {
        failure = Optional.of(reason);
        mailbox.wake();
    }

    public List<Long> acknowledged() {
        return acknowledged;
    }

    public int openings() {
        return openings;
    }

    /** After how many events the thread asked to be woken. */
    public List<Integer> thresholds() {
        return thresholds;
    }

    private void failIfAsked() {
        Optional<String> reason = failure;
        failure = Optional.empty();
        reason.ifPresent(text -> {
            open = false;
            throw new NatsUnavailableException(text);
        });
    }

    @Override
    public int partition() {
        return 0;
    }

    @Override
    public void open() {
        open = true;
        openings++;
        next = acknowledged.isEmpty()
                ? 0
                : acknowledged.get(acknowledged.size() - 1).intValue();
    }

    @Override
    public long floor() {
        return next;
    }

    @Override
    public void openAt(long sequence) {
        open = true;
        openings++;
        next = (int) sequence - 1;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public BooleanSupplier ownership() {
        return () -> owned;
    }

    @Override
    public void handBack() {
        handedBack++;
    }

    /** Whether nobody else reads the partition. */
    public void owned(boolean now) {
        owned = now;
    }

    public int handedBack() {
        return handedBack;
    }

    @Override
    public void refreshPending() {}

    @Override
    public @Nullable DeliveredEvent next() {
        failIfAsked();
        return next < events.size() ? events.get(next++) : null;
    }

    @Override
    public boolean hasNext() {
        return failure.isPresent() || next < events.size();
    }

    @Override
    public long pending() {
        return events.size() - next;
    }

    @Override
    public Optional<Duration> retention() {
        return Optional.empty();
    }

    @Override
    public void acknowledge(DeliveredEvent event) {
        acknowledged.add(event.streamSequence());
    }

    @Override
    public void extend(Collection<DeliveredEvent> extended) {}

    @Override
    public void check() {}

    @Override
    public void inProgress(long bytes) {}

    @Override
    public void wakeAfter(int more) {
        thresholds.add(more);
    }
}
