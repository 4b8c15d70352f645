package io.millrace.benchmark.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.benchmark.measure.Benchmark;
import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Machine;
import io.millrace.benchmark.measure.Ratio;
import io.millrace.benchmark.measure.Report;
import io.millrace.benchmark.measure.Rounds;
import io.millrace.benchmark.servers.Servers;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.util.List;

/** {@code cassandra-snapshot-task} compared with programs that read the same rows and discard them. */
public final class CassandraBenchmark implements Benchmark {
    static final String LARGE = "large";
    static final String SMALL = "small";

    private static final String JOB = "snapshot into the stream";
    private static final String JOB_SMALL = "snapshot of a tenth of the rows";
    private static final String RANGES = "bare scan of token ranges";
    private static final String UNSPLIT = "one SELECT * with paging";
    private static final int READERS = 4;
    private static final int SCANNED_RANGES = 64;

    @Override
    public String description() {
        return "the Cassandra snapshot compared with scans that discard the rows, and its memory";
    }

    @Override
    public Report run(Options options) throws Exception {
        Machine machine = Machine.current();
        Figures figures = new Figures();
        int rows = options.pick(500_000, 50_000);
        try (Servers servers = new Servers(options)) {
            String cassandra = servers.cassandra();
            String nats = servers.nats();
            createStream(nats);
            options.progress().report("filling tables with " + rows + " rows and a tenth of that");
            try (CqlSession session = CassandraSession.open(cassandra)) {
                OrderRows.fill(session, SMALL, rows / 10);
                OrderRows.fill(session, LARGE, rows);
            }
            MeasuredProgram program = new MeasuredProgram(servers, rows);
            JobRun.Job job = new JobRun.Job(cassandra, nats, options.workspace());
            new Rounds(options.pick(3, 1), options.progress())
                    .measure(
                            List.of(
                                    new TableScan(RANGES, program, cassandra, SCANNED_RANGES, READERS),
                                    new JobRun(JOB, program, job, LARGE),
                                    new TableScan(UNSPLIT, program, cassandra, 0, 1),
                                    new JobRun(JOB_SMALL, new MeasuredProgram(servers, rows / 10), job, SMALL)),
                            figures);
        }
        return new Report(
                machine,
                figures.measurements(),
                List.of(
                        Ratio.atLeast(
                                0.45, "rows/s, snapshot / bare scan", figures.quotient(speed(JOB), speed(RANGES))),
                        Ratio.atLeast(
                                1, "rows/s, snapshot / one SELECT *", figures.quotient(speed(JOB), speed(UNSPLIT))),
                        Ratio.atMost(
                                1.1,
                                "peak memory, all rows / a tenth of them",
                                figures.quotient(memory(JOB), memory(JOB_SMALL)))),
                List.of(
                        rows
                                + " rows of 11 columns; every program has its own JVM with a heap of 64 MB and is timed from"
                                + " its first request; Cassandra, nats-server and the job share the machine.",
                        "The job also reads each cell's write time and time to live, and waits until the stream has acknowledged"
                                + " every row."));
    }

    static String speed(String name) {
        return "reading: " + name;
    }

    static String memory(String name) {
        return "peak resident memory: " + name;
    }

    private static void createStream(String nats) throws Exception {
        try (Connection connection = Nats.connect(nats)) {
            connection
                    .jetStreamManagement()
                    .addStream(StreamDefinition.withDefaults(StreamDefinition.DEFAULT_NAME)
                            .toConfiguration());
        }
    }
}
