package io.millrace.benchmark;

import java.nio.file.Path;

/** One comparison that {@code benchmarks/run} knows by name. */
interface Benchmark {
    /**
     * Measures. Says what it does meanwhile on standard output.
     *
     * @param workspace an empty folder for servers and data
     * @param quick a tenth of the work, to see that it runs; the figures are then rough
     */
    Report run(Path workspace, boolean quick) throws Exception;
}
