package io.millrace.benchmark.audit;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How long a comparison of so many rows took.
 *
 * @param cpuNanos CPU time of the whole JVM meanwhile
 */
record Timing(long rows, long nanos, long cpuNanos) {
    private static final String BEGINNING = "TIMING ";

    /** What is timed; returns how many rows it compared. */
    interface Comparison {
        long run() throws Exception;
    }

    static Timing measure(Comparison comparison) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        long rows = comparison.run();
        return new Timing(rows, System.nanoTime() - start, system.getProcessCpuTime() - cpu);
    }

    double rowsPerSecond() {
        return rows * 1e9 / nanos;
    }

    double cpuMicrosPerRow() {
        return cpuNanos / 1e3 / rows;
    }

    /** How much of one core was used. */
    double core() {
        return (double) cpuNanos / nanos;
    }

    /** A line that {@link #parse} finds. */
    String line() {
        return BEGINNING + rows + ' ' + nanos + ' ' + cpuNanos;
    }

    static Timing parse(String output) {
        return output.lines()
                .filter(line -> line.startsWith(BEGINNING))
                .map(line -> line.split(" "))
                .map(words -> new Timing(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3])))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The program measured nothing: " + output));
    }
}
