package io.millrace.benchmark.measure;

/** A figure. Its value is the median of the rounds. */
public record Measurement(String name, String unit, Samples samples) {
    double value() {
        return samples.median();
    }
}
