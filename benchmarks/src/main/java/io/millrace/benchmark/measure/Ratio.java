package io.millrace.benchmark.measure;

/**
 * The quotient of two figures of one run.
 *
 * @param aim the value to reach, or not to exceed if lower is better
 */
public record Ratio(String name, double value, double aim, boolean lowerIsBetter) {
    public static Ratio atLeast(double aim, String name, double value) {
        return new Ratio(name, value, aim, false);
    }

    public static Ratio atMost(double aim, String name, double value) {
        return new Ratio(name, value, aim, true);
    }

    boolean isReached() {
        return lowerIsBetter ? value <= aim : value >= aim;
    }
}
