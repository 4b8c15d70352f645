package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Row;

/** An aggregate of a group of rows. */
final class Accumulator {
    private final Aggregate aggregate;
    private long count;
    private double sum;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;
    private long leastWhole = Long.MAX_VALUE;
    private long mostWhole = Long.MIN_VALUE;
    private long sumWhole;

    Accumulator(Aggregate aggregate) {
        this.aggregate = aggregate;
    }

    void add(Row row) {
        count++;
        aggregate.operand().ifPresent(operand -> {
            if (operand.isWhole()) {
                addWhole(operand.whole(row));
            }
            operand.anyNumber(row, this::addNumber);
        });
    }

    private void addWhole(long value) {
        leastWhole = Math.min(leastWhole, value);
        mostWhole = Math.max(mostWhole, value);
        sumWhole += value;
    }

    private boolean addNumber(double value) {
        least = Math.min(least, value);
        most = Math.max(most, value);
        sum += value;
        return false;
    }

    void addAll(long rows) {
        count += rows;
    }

    /** The value if the aggregate is of whole numbers. */
    long whole() {
        return switch (aggregate.function()) {
            case COUNT -> count;
            case MIN -> count == 0 ? 0 : leastWhole;
            case MAX -> count == 0 ? 0 : mostWhole;
            case SUM, AVG -> sumWhole;
        };
    }

    double number() {
        return switch (aggregate.function()) {
            case COUNT -> count;
            case MIN -> count == 0 ? 0 : least;
            case MAX -> count == 0 ? 0 : most;
            case SUM -> sum;
            case AVG -> count == 0 ? 0 : sum / count;
        };
    }
}
