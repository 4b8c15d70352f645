package io.millrace.benchmark.measure;

import java.util.List;

/** A figure's values, one per round; there is at least one. */
public record Samples(List<Double> values) {
    public Samples {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("A figure needs at least one round");
        }
        values = values.stream().sorted().toList();
    }

    /** The median, which a single disturbed round hardly affects. */
    public double median() {
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    public double lowest() {
        return values.get(0);
    }

    public double highest() {
        return values.get(values.size() - 1);
    }
}
