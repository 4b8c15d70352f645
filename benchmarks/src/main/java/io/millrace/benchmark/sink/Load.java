package io.millrace.benchmark.sink;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much time a load took.
 *
 * @param cpuNanos CPU time of the whole JVM
 * @param guardMillis time that the sink spent looking up versions; 0 without a guard
 * @param bulkMillis time that the sink spent writing batches; 0 without a guard
 */
record Load(int events, long nanos, long cpuNanos, double guardMillis, double bulkMillis) {
    /** The work to be timed. */
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

    /** Also with the CPU time that the proofs took after everything was written. */
    Load withProofs(Load proving) {
        return new Load(events, nanos, cpuNanos + proving.cpuNanos, guardMillis, bulkMillis);
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

    /** Formats the load as a line that {@link #parse} reads. */
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
