package io.millrace.bridge.publish;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The messages sent but not acknowledged, oldest first; bounded in count and bytes. They are numbered from 0. */
final class PublishWindow {
    private final int maxCount;
    private final long maxBytes;
    private final EventPublisher.PublishListener listener;
    private final @Nullable Entry[] ring;
    private long oldest;
    private long newest;
    private long bytes;
    private int unanswered;
    private long waitingSinceNanos;

    private static final class Entry {
        final EventMessage message;
        final long sentAtNanos;
        long sequence;
        boolean duplicate;

        Entry(EventMessage message, long sentAtNanos) {
            this.message = message;
            this.sentAtNanos = sentAtNanos;
        }
    }

    PublishWindow(int maxCount, long maxBytes, EventPublisher.PublishListener listener) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
        this.listener = listener;
        ring = new Entry[maxCount];
    }

    boolean isEmpty() {
        return oldest == newest;
    }

    int count() {
        return (int) (newest - oldest);
    }

    long bytes() {
        return bytes;
    }

    /** Whether one more message may be sent; it may exceed the bytes, or a large one could never be sent. */
    boolean hasRoom() {
        return count() < maxCount && bytes < maxBytes;
    }

    /** The number of the next message. */
    long next() {
        return newest;
    }

    /** Adds the next message. */
    void add(EventMessage message, long nowNanos) {
        if (isEmpty()) {
            waitingSinceNanos = nowNanos;
        }
        ring[slot(newest++)] = new Entry(message, nowNanos);
        bytes += message.size();
        unanswered++;
        message.partition().sent(message.offset());
    }

    /** Since when the oldest message has been the oldest, if the stream has not answered it; there must be one in flight. */
    long waitingSinceNanos() {
        return waitingSinceNanos;
    }

    /** How many messages the stream has not answered at all. */
    int unanswered() {
        return unanswered;
    }

    /** The stream has answered, but the message is not in it. */
    void refused(long number, long nowNanos) {
        entry(number);
        waitingSinceNanos = nowNanos;
        unanswered--;
    }

    /**
     * A message is stored at a sequence of the stream. Messages acknowledged without a gap, starting with the oldest,
     * leave the window, and their partitions advance.
     */
    void acknowledged(long number, long sequence, boolean duplicate, long nowNanos) {
        Entry acknowledged = entry(number);
        acknowledged.sequence = sequence;
        acknowledged.duplicate = duplicate;
        unanswered--;
        while (!isEmpty() && entry(oldest).sequence > 0) {
            Entry entry = entry(oldest);
            ring[slot(oldest++)] = null;
            // A slow stream is none that has stopped. One that answers only later messages has lost this one.
            waitingSinceNanos = nowNanos;
            bytes -= entry.message.size();
            settle(entry);
        }
    }

    /** The message with this number, which must be in flight. */
    EventMessage get(long number) {
        return entry(number).message;
    }

    private void settle(Entry entry) {
        AssignedPartition partition = entry.message.partition();
        partition.acknowledged(entry.message.offset(), entry.sequence);
        if (!entry.duplicate) {
            // Nobody else can have published the next record before this one was in the stream.
            partition.chain().wasCurrent(entry.sentAtNanos);
        }
        listener.stored(entry.message, Duration.ofNanos(System.nanoTime() - entry.sentAtNanos));
    }

    private Entry entry(long number) {
        Entry entry = number < oldest || number >= newest ? null : ring[slot(number)];
        if (entry == null) {
            throw new IllegalStateException("Message " + number + " is not in flight");
        }
        return entry;
    }

    private int slot(long number) {
        return (int) (number % ring.length);
    }
}
