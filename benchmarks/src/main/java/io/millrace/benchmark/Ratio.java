package io.millrace.benchmark;

/**
 * Two figures of one run, divided.
 *
 * @param aim what the value should reach, or stay under where lower is better
 */
record Ratio(String name, double value, double aim, boolean lowerIsBetter) {
    static Ratio atLeast(String name, double value, double aim) {
        return new Ratio(name, value, aim, false);
    }

    static Ratio atMost(String name, double value, double aim) {
        return new Ratio(name, value, aim, true);
    }

    boolean isReached() {
        return lowerIsBetter ? value <= aim : value >= aim;
    }
}
