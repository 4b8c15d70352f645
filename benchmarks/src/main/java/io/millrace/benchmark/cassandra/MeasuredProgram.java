package io.millrace.benchmark.cassandra;

import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.servers.JavaProgram;
import io.millrace.benchmark.servers.ProcessUse;
import io.millrace.benchmark.servers.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs programs that read a table, and adds the processor time per row of each and of the servers. */
record MeasuredProgram(Servers servers, int rows) {
    private static final String HEAP = "64m";
    private static final double NANOS_PER_MICRO = 1e3;

    /** @param arguments those of Java */
    JavaProgram.Result run(String name, List<String> arguments, Figures figures)
            throws IOException, InterruptedException {
        Map<String, ProcessUse> before = servers.uses();
        JavaProgram.Result result = JavaProgram.run(HEAP, arguments);
        add(name, "the program, its start included", result.processor(), figures);
        servers.uses().forEach((server, use) -> {
            ProcessUse earlier = Objects.requireNonNull(before.get(server));
            add(name, server, use.processor().minus(earlier.processor()), figures);
        });
        return result;
    }

    private void add(String name, String process, Duration processor, Figures figures) {
        figures.add(
                "processor time per row, " + name + ": " + process, "µs", processor.toNanos() / NANOS_PER_MICRO / rows);
    }
}
