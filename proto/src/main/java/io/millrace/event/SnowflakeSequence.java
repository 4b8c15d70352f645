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
        last = Math.max(Snowflake.first(commitTimeMs, node), Snowflake.next(last, node));
        return last;
    }

    public long last() {
        return last;
    }
}
