package io.millrace.cassandra.row;

import io.millrace.event.Snowflake;

/**
 * The time of a row's last write, in microseconds since 1970, and the event id derived from it.
 *
 * <p>The same state of a row always has the same id, and a later one a higher id, also for times before 2020 and for
 * those that an application gave in milliseconds. Within a millisecond, the id is below those of all applications. An
 * application publishes a change after committing it, so its event for the write that the snapshot saw, or for a later
 * one, wins. An event for an earlier write of the same millisecond wins too, but the application's events for one row are
 * in order, so its last event decides.
 */
record RowVersion(long micros) {
    long id() {
        return Snowflake.ofWriteTime(micros);
    }
}
