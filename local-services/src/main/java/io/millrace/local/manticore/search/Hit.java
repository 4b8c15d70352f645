package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Row;
import java.util.Optional;

/**
 * A row of a result.
 *
 * @param row what was found, or of a group, the first of it; none where rows were counted and there were none
 * @param weight how well its text matches
 * @param distance how far its vector is
 * @param aggregates of a group, in the order of the aggregating result columns
 */
record Hit(Optional<Row> row, int weight, float distance, Accumulator[] aggregates) {
    private static final Accumulator[] NONE = {};

    static Hit of(Row row, int weight, float distance) {
        return new Hit(Optional.of(row), weight, distance, NONE);
    }
}
