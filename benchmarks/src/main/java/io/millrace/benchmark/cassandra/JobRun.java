package io.millrace.benchmark.cassandra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Variant;
import io.millrace.benchmark.servers.JavaProgram;
import io.millrace.local.Checkout;
import java.nio.file.Path;
import java.util.List;

/** The built job with its defaults, timed from the first row to the last row's acknowledgement. */
record JobRun(String name, MeasuredProgram program, Job job, String table) implements Variant {
    private static final Path JAR = Path.of("cassandra-snapshot-task/target/cassandra-snapshot-task.jar");

    /** What all runs have in common. */
    record Job(String contactPoint, String nats, Path workspace) {}

    @Override
    public void measure(Figures figures) throws Exception {
        Path summary = job.workspace().resolve("summary.json");
        JavaProgram.Result result = program.run(
                name,
                List.of(
                        "-jar",
                        Checkout.root().resolve(JAR).toString(),
                        "--restart",
                        "--source-name=bench",
                        "--tables=" + OrderRows.KEYSPACE + "." + table,
                        "--contact-points=" + job.contactPoint(),
                        "--nats-servers=" + job.nats(),
                        "--lease-ms=500",
                        "--dead-letter-file=" + job.workspace().resolve("dead-letters.jsonl"),
                        "--summary-file=" + summary),
                figures);
        JsonNode report = new ObjectMapper().readTree(summary.toFile());
        figures.add(
                CassandraBenchmark.speed(name),
                "rows/s",
                report.path("rows_per_second").asDouble());
        figures.add(CassandraBenchmark.memory(name), "MB", result.peakKb() / 1000.0);
    }
}
