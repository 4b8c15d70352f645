package io.millrace.event;

import java.time.Instant;

/**
 * The layout of an event id: from the top, a 0 bit, 41 bits of milliseconds since 2020-01-01T00:00Z, 10 bits of node,
 * 12 bits of sequence. Ids of different sources compare by commit time; the layout lasts until 2089.
 */
public final class Snowflake {
    /** 2020-01-01T00:00Z in milliseconds since 1970. */
    public static final long EPOCH_MS = 1_577_836_800_000L;

    public static final int NODES = 1 << 10;

    /** The node of TRUNCATE events, so that they come before everything else in their millisecond; no writer has it. */
    public static final int TRUNCATE_NODE = 0;

    private static final int SEQUENCE_BITS = 12;
    private static final int NODE_BITS = 10;
    private static final int TIME_SHIFT = SEQUENCE_BITS + NODE_BITS;
    private static final long MAX_TIME = (1L << 41) - 1;
    private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;

    private Snowflake() {}

    /**
     * The first id of a millisecond on a node.
     *
     * @param epochMs milliseconds since 1970; a time before 2020 counts as 2020, since ids must be positive and rise
     * @param node from 0 to 1023
     * @throws IllegalArgumentException for another node, or a time after 2089
     */
    public static long first(long epochMs, int node) {
        if (node < 0 || node >= NODES) {
            throw new IllegalArgumentException("Snowflake node " + node + " is not within 0.." + (NODES - 1));
        }
        return compose(Math.max(0, epochMs - EPOCH_MS), node, 0);
    }

    /** The smallest id that is greater than {@code last} and belongs to {@code node}; a full sequence borrows the next millisecond. */
    public static long next(long last, int node) {
        long time = last >>> TIME_SHIFT;
        int lastNode = nodeOf(last);
        if (node > lastNode) {
            return compose(time, node, 0);
        }
        long sequence = last & SEQUENCE_MASK;
        if (node == lastNode && sequence < SEQUENCE_MASK) {
            return last + 1;
        }
        return compose(time + 1, node, 0);
    }

    public static Instant timeOf(long id) {
        return Instant.ofEpochMilli((id >>> TIME_SHIFT) + EPOCH_MS);
    }

    public static int nodeOf(long id) {
        return (int) (id >>> SEQUENCE_BITS) & (NODES - 1);
    }

    private static long compose(long time, int node, long sequence) {
        if (time > MAX_TIME) {
            throw new IllegalArgumentException("Snowflake time " + time + " ms after 2020 does not fit in 41 bits");
        }
        return time << TIME_SHIFT | (long) node << SEQUENCE_BITS | sequence;
    }
}
