package io.millrace.event;

/**
 * The ids of one subject: each is greater than the one before, whatever the clock at the source does, and carries the
 * commit time whenever that moves forward. Not for use by two threads.
 */
public final class SnowflakeSequence {
    private final int node;
    private long last;

    /**
     * @param node from 0 to 1023; ids of two sequences differ when their nodes do
     * @param last the last id of the subject, 0 when it has none
     */
    public SnowflakeSequence(int node, long last) {
        Snowflake.first(0, node);
        this.node = node;
        this.last = last;
    }

    /** The id of the next event. */
    public long next(long commitTimeMs) {
        return nextOf(commitTimeMs, node);
    }

    /**
     * The id of a TRUNCATE: the lowest of its millisecond. It must compare with ids in the table's other partitions,
     * where a row that was inserted right after it must have a higher one.
     */
    public long nextTruncate(long commitTimeMs) {
        return nextOf(commitTimeMs, Snowflake.TRUNCATE_NODE);
    }

    private long nextOf(long commitTimeMs, int ofNode) {
        last = Math.max(Snowflake.first(commitTimeMs, ofNode), Snowflake.next(last, ofNode));
        return last;
    }

    public long last() {
        return last;
    }
}
