package io.millrace.bridge.encode;

/**
 * When an event happened at its source.
 *
 * @param source its name
 * @param commitTimeUs microseconds since 1970, by the source's clock
 */
record SourceTime(String source, long commitTimeUs, Snapshot snapshot) {
    enum Snapshot {
        /** A change. */
        NONE,
        /** A row of a snapshot during which the source reads no changes. */
        FULL,
        /** A row that was read between changes, and is in its place among them. */
        INCREMENTAL
    }
}
