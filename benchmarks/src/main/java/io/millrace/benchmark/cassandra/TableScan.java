package io.millrace.benchmark.cassandra;

import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Variant;
import io.millrace.benchmark.servers.JavaProgram;
import java.util.List;

/** Reads the large table and discards the rows. */
record TableScan(String name, MeasuredProgram program, String contactPoint, int ranges, int parallelism)
        implements Variant {
    @Override
    public void measure(Figures figures) throws Exception {
        JavaProgram.Result result = program.run(
                name,
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        ScanProgram.class.getName(),
                        contactPoint,
                        CassandraBenchmark.LARGE,
                        Integer.toString(ranges),
                        Integer.toString(parallelism)),
                figures);
        figures.add(
                CassandraBenchmark.speed(name),
                "rows/s",
                Double.parseDouble(result.output().strip()));
    }
}
