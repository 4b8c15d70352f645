package io.millrace.bridge.publish;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What was sent and is not acknowledged, oldest first; bounded in count and bytes. */
final class InFlight {
    private final long maxBytes;
    private final int maxCount;
    private final Pipeline.Listener listener;
    private final @Nullable Entry[] ring;
    private long oldest;
    private long newest;
    private long bytes;
    private int unanswered;

    private static final class Entry {
        final Outgoing message;
        final long sentAtNanos;
        long sequence;
        boolean duplicate;

        Entry(Outgoing message, long sentAtNanos) {
            this.message = message;
            this.sentAtNanos = sentAtNanos;
        }
    }

    InFlight(int maxCount, long maxBytes, Pipeline.Listener listener) {
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

    /** Whether one more message may be sent; the bytes may be exceeded by that one, or a large one could never be sent. */
    boolean hasRoom() {
        return count() < maxCount && bytes < maxBytes;
    }

    /** Adds the next message; messages are numbered from 0. */
    void add(Outgoing message, long nowNanos) {
        ring[slot(newest++)] = new Entry(message, nowNanos);
        bytes += message.size();
        unanswered++;
    }

    /** How many the stream has not answered at all. */
    int unanswered() {
        return unanswered;
    }

    /** The stream has answered, but the message is not in it. */
    void refused(long number) {
        entry(number);
        unanswered--;
    }

    /** Marks a message as stored at a sequence of the stream; those acknowledged without a gap from the oldest on leave, and their lanes are told. */
    void acknowledged(long number, long sequence, boolean duplicate) {
        if (number < oldest || number >= newest) {
            throw new IllegalStateException("Reply to publish " + number + ", which is not in flight");
        }
        entry(number).sequence = sequence;
        entry(number).duplicate = duplicate;
        unanswered--;
        while (!isEmpty() && entry(oldest).sequence > 0) {
            Entry entry = entry(oldest);
            ring[slot(oldest++)] = null;
            bytes -= entry.message.size();
            entry.message.lane().acknowledged(entry.message.offset(), entry.sequence);
            if (!entry.duplicate) {
                // Nobody else can have published what follows before this one was in the stream.
                entry.message.lane().isCurrent(entry.sentAtNanos);
            }
            listener.stored(entry.message, Duration.ofNanos(System.nanoTime() - entry.sentAtNanos));
        }
    }

    /** The message with this number, which must be in flight. */
    Outgoing get(long number) {
        return entry(number).message;
    }

    /** When the oldest was sent; there must be one. */
    long oldestSentAtNanos() {
        return entry(oldest).sentAtNanos;
    }

    private Entry entry(long number) {
        Entry entry = ring[slot(number)];
        if (entry == null) {
            throw new IllegalStateException("Publish " + number + " is not in flight");
        }
        return entry;
    }

    private int slot(long number) {
        return (int) (number % ring.length);
    }
}
