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

    private final long limit;
    private final long smallestPull;
    private final long share;
    private long expected;

    /**
     * @param limit in bytes
     * @param maxPayload the largest message that NATS accepts; a pull for less would never end
     */
    EventMemory(long limit, long maxPayload, Collection<ConsumerSession> sessions) {
        this.limit = limit;
        this.smallestPull = maxPayload + ENVELOPE;
        this.share = limit / (2L * COPIES * Math.max(1, sessions.size()));
        this.expected = COPIES
                * sessions.stream().mapToLong(ConsumerSession::expectedBytes).sum();
    }

    /**
     * How many bytes a session may ask for; 0 when it has to wait. One that holds nothing may always ask for one message:
     * else the others could keep it waiting for ever.
     *
     * @param wanted unless there is less room
     */
    long pullFor(ConsumerSession session, long wanted) {
        long bytes = Math.max(smallestPull, Math.min(wanted, share));
        if (expected + COPIES * bytes > limit) {
            bytes = session.heldBytes() == 0 ? smallestPull : 0;
        }
        expected += COPIES * bytes;
        return bytes;
    }
}
