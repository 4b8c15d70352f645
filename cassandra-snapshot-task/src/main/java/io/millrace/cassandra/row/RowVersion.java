package io.millrace.cassandra.row;

import io.millrace.event.Snowflake;
import io.millrace.nats.NodeRegistry;

/**
 * When a row was written last, in microseconds since 1970, and the event id that follows from it.
 *
 * <p>The id is the same for the same state of a row, however often it is read. In its millisecond it is below those of
 * all applications, and above that of a TRUNCATE: an application publishes a change after it was committed, so that its
 * event of that very write, which has the same row, or of a later one wins; and since its events for one row follow one
 * another, the last of them has the last word, also when one of an earlier write of that millisecond came out above the
 * snapshot.
 */
record RowVersion(long micros) {
    private static final int MICROS_PER_MS = 1000;

    long id() {
        long ms = Math.floorDiv(micros, MICROS_PER_MS);
        int within = ms < Snowflake.EPOCH_MS ? 0 : Math.floorMod(micros, MICROS_PER_MS);
        return Snowflake.first(ms, NodeRegistry.TRUNCATE_NODE) + 1 + within;
    }
}
