package io.millrace.benchmark.sink;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a load took.
 *
 * @param cpuNanos of the whole JVM
 * @param guardMillis and {@code bulkMillis}: where the sink's writing spent its time; 0 for what has no guard
 */
record Load(int events, long nanos, long cpuNanos, double guardMillis, double bulkMillis) {
    /** Something to be timed. */
    interface Work {
        void run() throws Exception;
    }

    static Load measure(int events, Work work) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        work.run();
        return new Load(events, System.nanoTime() - start, system.getProcessCpuTime() - cpu, 0, 0);
    }

    Load withTimes(double guard, double bulk) {
        return new Load(events, nanos, cpuNanos, guard, bulk);
    }

    double perSecond() {
        return events * 1e9 / nanos;
    }

    double cpuMicrosPerEvent() {
        return cpuNanos / 1e3 / events;
    }

    /** One line that {@link #parse} reads. */
    String line() {
        return "LOAD " + events + ' ' + nanos + ' ' + cpuNanos + ' ' + guardMillis + ' ' + bulkMillis;
    }

    static Load parse(String line) {
        String[] words = line.split(" ");
        return new Load(
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Double.parseDouble(words[4]),
                Double.parseDouble(words[5]));
    }
}
