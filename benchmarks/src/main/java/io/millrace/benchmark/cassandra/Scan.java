package io.millrace.benchmark.cassandra;

import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Variant;
import java.util.List;

/** A read of the large table that throws the rows away. */
record Scan(String name, String contactPoint, int ranges, int parallelism) implements Variant {
    @Override
    public void measure(Figures figures) throws Exception {
        Program.Outcome outcome = Program.run(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                ScanProgram.class.getName(),
                contactPoint,
                CassandraBenchmark.LARGE,
                Integer.toString(ranges),
                Integer.toString(parallelism)));
        figures.add(
                CassandraBenchmark.speed(name),
                "rows/s",
                Double.parseDouble(outcome.output().strip()));
    }
}
