package io.millrace.cassandra.row;

import java.util.function.LongSupplier;

/** Finds out when a row was last written. Thread-safe. */
final class WriteTimes {
    private static final long MAX_FUTURE_MICROS = 60_000_000;

    private final int firstValue;
    private final int[] indexes;
    private final long startedMicros;
    private final LongSupplier clock;

    /**
     * @param firstValue the index of the first value in a selected row
     * @param indexes for each value the index of its write time in a selected row, or -1 where the server has none
     * @param startedMicros when the snapshot began, in microseconds since 1970
     * @param clock the time in microseconds since 1970
     */
    WriteTimes(int firstValue, int[] indexes, long startedMicros, LongSupplier clock) {
        this.firstValue = firstValue;
        this.indexes = indexes;
        this.startedMicros = startedMicros;
        this.clock = clock;
    }

    /** In microseconds since 1970. A row without a credible write time counts as written when the snapshot began. */
    long lastWritten(SelectedRow row) {
        long newest = Long.MIN_VALUE;
        for (int i = 0; i < indexes.length; i++) {
            newest = Math.max(newest, writeTime(row, i));
        }
        boolean credible = newest != Long.MIN_VALUE
                && (newest <= startedMicros || newest <= clock.getAsLong() + MAX_FUTURE_MICROS);
        return credible ? newest : startedMicros;
    }

    private long writeTime(SelectedRow row, int value) {
        if (indexes[value] < 0) {
            // The value may be newer, but what is read includes everything written before the snapshot began.
            return row.isNull(firstValue + value) ? Long.MIN_VALUE : startedMicros;
        }
        return row.isNull(indexes[value]) ? Long.MIN_VALUE : row.number(indexes[value]);
    }
}
