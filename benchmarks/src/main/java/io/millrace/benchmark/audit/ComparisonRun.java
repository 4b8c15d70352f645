package io.millrace.benchmark.audit;

import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Variant;
import io.millrace.benchmark.servers.JavaProgram;
import java.util.ArrayList;
import java.util.List;

/**
 * One program's comparison of a table with its index.
 *
 * @param options the program's arguments after the table
 */
record ComparisonRun(String name, Class<?> program, NarrowTable table, List<String> options) implements Variant {
    private static final String HEAP = "256m";

    static String speed(String name) {
        return "Rows per second: " + name;
    }

    static String core(String name) {
        return "Share of a core that the program needs: " + name;
    }

    @Override
    public void measure(Figures figures) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                program.getName(),
                table.mysql().url(),
                table.manticore(),
                table.name()));
        arguments.addAll(options);
        Timing timing = Timing.parse(JavaProgram.run(HEAP, arguments).output());
        figures.add(speed(name), "rows/s", timing.rowsPerSecond());
        figures.add(core(name), "", timing.core());
        figures.add("CPU time of the program per row: " + name, "µs", timing.cpuMicrosPerRow());
    }
}
