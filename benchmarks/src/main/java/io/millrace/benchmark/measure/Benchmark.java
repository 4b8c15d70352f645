package io.millrace.benchmark.measure;

import java.nio.file.Path;

/** A comparison that {@code benchmarks/run} can run by name. */
public interface Benchmark {
    /** Says in one line what is compared. */
    String description();

    /** Measures, and reports its progress. */
    Report run(Options options) throws Exception;

    /**
     * How to run a benchmark.
     *
     * @param workspace an empty folder for the servers and their data
     * @param quick whether to do a tenth of the work, to check that the benchmark runs; the figures are then rough
     * @param profile whether the Connect worker writes a Java Flight Recorder recording to the workspace
     */
    record Options(Path workspace, boolean quick, boolean profile, Progress progress) {
        /** The same in a folder of the workspace. */
        public Options in(String folder) {
            return new Options(workspace.resolve(folder), quick, profile, progress);
        }

        /** Returns the first number for a full run, the second for a quick one. */
        public int pick(int full, int whenQuick) {
            return quick ? whenQuick : full;
        }
    }
}
