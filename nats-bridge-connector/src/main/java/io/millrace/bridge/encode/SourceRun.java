package io.millrace.bridge.encode;

import io.millrace.event.Snowflake;

/**
 * One run of a source task, from its start to its end. No other run has its number, and the ids of its events rise
 * strictly in the order in which the task read them, across all tables and partitions and whatever the source's clock
 * says. Not thread-safe.
 */
public final class SourceRun {
    /** The bit in the number of a run that began with a full snapshot. */
    public static final long BEGAN_WITH_SNAPSHOT = 1;

    /**
     * Instead of a run's number: the record was written by an audit to mend the index. Its id is final, and says nothing
     * about the order of its source.
     */
    public static final long REPAIR = -1;

    private static final int RANDOM_BITS = 22;
    private static final long US_PER_MS = 1000;

    private final long startMs;
    private long number;
    private long first;
    private long last;

    /**
     * A run that has no events yet.
     *
     * @param startMs when the task was started, milliseconds since 1970
     * @param random distinguishes runs that start in the same millisecond
     */
    public SourceRun(long startMs, int random) {
        this.startMs = startMs;
        number = startMs << RANDOM_BITS | (random & (1 << RANDOM_BITS) - 1 & ~BEGAN_WITH_SNAPSHOT);
    }

    /** Final after the first event. */
    long number() {
        return number;
    }

    /** The id of the first event; 0 before it. */
    long firstId() {
        return first;
    }

    /** The id of the next event. */
    long next(SourceTime time) {
        int node = Snowflake.nodeOfSource(time.source());
        long commitMs = commitMs(time);
        if (last == 0) {
            first = Snowflake.first(firstMs(time.snapshot(), commitMs), node);
            last = first;
        } else if (time.snapshot() == SourceTime.Snapshot.NONE) {
            last = Math.max(Snowflake.next(last, node), Snowflake.first(commitMs, node));
        } else {
            last = Snowflake.next(last, node);
        }
        return last;
    }

    /** A session can set its clock to a time that no id can hold. */
    private long commitMs(SourceTime time) {
        long ms = Math.floorDiv(time.commitTimeUs(), US_PER_MS);
        return ms > Snowflake.LAST_MS ? startMs : ms;
    }

    /** The rows of a snapshot are older than every change that comes after them: they count up from when it began. */
    private long firstMs(SourceTime.Snapshot snapshot, long commitMs) {
        if (snapshot != SourceTime.Snapshot.FULL) {
            return commitMs;
        }
        number |= BEGAN_WITH_SNAPSHOT;
        return Math.min(startMs, commitMs);
    }
}
