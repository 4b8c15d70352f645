package io.millrace.status;

import java.util.LinkedHashMap;
import java.util.Map;

/** Takes the values of metrics, one for each set of labels. */
interface MetricSamples {
    void add(MetricFamily family, double value, Map<String, String> labels);

    /** @param labels their names and values, alternately */
    default void add(MetricFamily family, double value, String... labels) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            pairs.put(labels[i], labels[i + 1]);
        }
        add(family, value, pairs);
    }
}
