package io.millrace.manticore.stream;

import java.util.Collection;

/**
 * Shares the memory of a task among its partitions: half of it is for what they have asked the server for, since that may
 * come at any time, and the rest for what they hold.
 */
final class EventMemory {
    /** An event is held as it came and as the line that it becomes. */
    private static final int COPIES = 2;

    /** Of a message's subject and headers. */
    private static final int ENVELOPE = 4096;

    private static final long SMALLEST_PULL = 64 << 10;

    private final long limit;
    private final long largestMessage;
    private final long share;
    private long expected;

    /**
     * @param limit in bytes
     * @param maxPayload the largest message that NATS accepts
     */
    EventMemory(long limit, long maxPayload, Collection<ConsumerSession> sessions) {
        this.limit = limit;
        this.largestMessage = maxPayload + ENVELOPE;
        this.share = Math.max(SMALLEST_PULL, limit / (2L * COPIES * Math.max(1, sessions.size())));
        this.expected = COPIES
                * sessions.stream().mapToLong(ConsumerSession::expectedBytes).sum();
    }

    /**
     * How many bytes a session may ask for; 0 when it has to wait. One that holds nothing may always ask: else the others
     * could keep it waiting for ever.
     *
     * @param wanted unless there is less room, or the next message is larger
     */
    long pullFor(ConsumerSession session, long wanted) {
        long bytes = session.isNextLarge() ? largestMessage : Math.min(wanted, share);
        if (expected + COPIES * bytes > limit && session.heldBytes() > 0) {
            return 0;
        }
        expected += COPIES * bytes;
        return bytes;
    }
}
