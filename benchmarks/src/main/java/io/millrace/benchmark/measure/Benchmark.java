package io.millrace.benchmark.measure;

import java.nio.file.Path;

/** One comparison that {@code benchmarks/run} knows by name. */
public interface Benchmark {
    /** What is compared, in a line. */
    String description();

    /** Measures, and says meanwhile what it does. */
    Report run(Options options) throws Exception;

    /**
     * How to run.
     *
     * @param workspace an empty folder for servers and data
     * @param quick a tenth of the work, to see that it runs; the figures are then rough
     * @param profile whether the Connect worker leaves a recording of Java Flight Recorder in the workspace
     */
    record Options(Path workspace, boolean quick, boolean profile, Progress progress) {
        /** One number for a full run, another for a quick one. */
        public int pick(int full, int whenQuick) {
            return quick ? whenQuick : full;
        }
    }
}
