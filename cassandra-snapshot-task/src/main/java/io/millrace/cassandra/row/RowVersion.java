package io.millrace.cassandra.row;

import io.millrace.event.Snowflake;

/**
 * The time of a row's last write, in microseconds since 1970, and the event id derived from it.
 *
 * <p>The same state of a row always has the same id. Within a millisecond, the id is above a TRUNCATE's and below those of
 * all applications. An application publishes a change after committing it, so its event for the write that the snapshot
 * saw, or for a later one, wins. An event for an earlier write of the same millisecond wins too, but the application's
 * events for one row are in order, so its last event decides.
 */
record RowVersion(long micros) {
    private static final int MICROS_PER_MS = 1000;

    long id() {
        long ms = Math.floorDiv(micros, MICROS_PER_MS);
        int within = ms < Snowflake.EPOCH_MS ? 0 : Math.floorMod(micros, MICROS_PER_MS);
        return Snowflake.first(ms, Snowflake.TRUNCATE_NODE) + 1 + within;
    }
}
