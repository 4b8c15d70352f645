package io.millrace.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The layout of an event id: from the top, a 0 bit, 41 bits of milliseconds since 2020-01-01T00:00Z, 10 bits of node,
 * 12 bits of sequence. Ids of different sources compare by commit time; the layout lasts until 2089.
 */
public final class Snowflake {
    /** 2020-01-01T00:00Z in milliseconds since 1970. */
    public static final long EPOCH_MS = 1_577_836_800_000L;

    public static final int NODES = 1 << 10;

    private static final long US_PER_MS = 1000;
    private static final int SEQUENCE_BITS = 12;
    private static final int NODE_BITS = 10;
    private static final int TIME_SHIFT = SEQUENCE_BITS + NODE_BITS;
    private static final long MAX_TIME = (1L << 41) - 1;

    /** The last millisecond since 1970 that an id can hold. */
    public static final long LAST_MS = EPOCH_MS + MAX_TIME;

    private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;

    private Snowflake() {}

    /**
     * The first id of a millisecond on a node. Times before 2020 are in order too, but not exact: they get ids of the
     * first days of 2020.
     *
     * @param epochMs milliseconds since 1970
     * @param node from 0 to 1023
     * @throws IllegalArgumentException for any other node, or a time after 2089
     */
    public static long first(long epochMs, int node) {
        if (node < 0 || node >= NODES) {
            throw new IllegalArgumentException("Snowflake node " + node + " is not within 0.." + (NODES - 1));
        }
        long id = compose(Math.max(0, epochMs - EPOCH_MS), node, 0);
        long early = early(epochMs * US_PER_MS + US_PER_MS - 1);
        return id > early ? id : next(early, node);
    }

    /**
     * The id of a row that was last written at a given time: the same for the same time, higher for a later one, and
     * lower than the ids of changes in the same millisecond on all nodes but 0.
     *
     * @param epochMicros microseconds since 1970; earlier times count as 1970
     */
    public static long ofWriteTime(long epochMicros) {
        long ms = Math.floorDiv(epochMicros, US_PER_MS);
        long within = Math.floorMod(epochMicros, US_PER_MS);
        long early = early(epochMicros);
        return ms < EPOCH_MS ? early : Math.max(early, compose(ms - EPOCH_MS, 0, 1 + within));
    }

    /** Rises by 1 with each microsecond since 1970, until the ordinary ids overtake it on 2020-01-05. */
    private static long early(long epochMicros) {
        return 1 + Math.max(0, epochMicros);
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

    /** The node of the ids that are assigned for a source in one place; always the same for a source, and never 0. */
    public static int nodeOfSource(String source) {
        return 1 + Partitioner.partition(source.getBytes(StandardCharsets.UTF_8), NODES - 1);
    }

    /** By how many milliseconds an id must be raised to exceed another; 0 if it already does. */
    public static long millisecondsAbove(long id, long other) {
        return id > other ? 0 : (other - id >> TIME_SHIFT) + 1;
    }

    /** The id, moved to a later time. */
    public static long raise(long id, long milliseconds) {
        return id + (milliseconds << TIME_SHIFT);
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
