package io.millrace.event;

/**
 * Ids that rise strictly, whatever the clock does, and carry the commit time whenever that moves forward. Not
 * thread-safe.
 */
public final class SnowflakeSequence {
    private final int node;
    private long last;

    /**
     * @param node from 0 to 1023; ids of two sequences differ when their nodes do
     * @param last the id that all ids must exceed, 0 for none
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

    /** From now on, all ids exceed this one too. */
    public void continueAbove(long id) {
        last = Math.max(last, id);
    }

    public long last() {
        return last;
    }
}
