package io.millrace.cassandra;

import java.util.concurrent.atomic.LongAdder;

/** Counts what this run has done so far. Thread-safe. */
final class SnapshotProgress {
    private final long beginNanos = System.nanoTime();
    private final LongAdder rows = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder ranges = new LongAdder();
    private final int plannedRanges;

    SnapshotProgress(int plannedRanges) {
        this.plannedRanges = plannedRanges;
    }

    /** @param seconds since the run began */
    record Sample(long rows, long rejected, long bytes, long ranges, int plannedRanges, double seconds) {
        double rowsPerSecond() {
            return seconds == 0 ? 0 : rows / seconds;
        }

        double share() {
            return plannedRanges == 0 ? 1 : (double) ranges / plannedRanges;
        }
    }

    void row(long size) {
        rows.increment();
        bytes.add(size);
    }

    void rejected() {
        rejected.increment();
    }

    void rangeDone() {
        ranges.increment();
    }

    Sample now() {
        return new Sample(
                rows.sum(),
                rejected.sum(),
                bytes.sum(),
                ranges.sum(),
                plannedRanges,
                (System.nanoTime() - beginNanos) / 1e9);
    }
}
