package io.millrace.benchmark.pipeline;

import io.millrace.benchmark.measure.Benchmark;
import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Machine;
import io.millrace.benchmark.measure.Ratio;
import io.millrace.benchmark.measure.Report;
import io.millrace.benchmark.measure.Rounds;
import io.millrace.benchmark.orders.OrdersTable;
import io.millrace.benchmark.servers.Servers;
import io.millrace.local.DebeziumServer;
import io.millrace.local.MySqlAddress;
import io.millrace.local.Service;
import io.millrace.nats.NatsSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** The whole pipeline as connect-config ships it: its speed compared with Debezium Server's, and its latency. */
public final class PipelineBenchmark implements Benchmark {
    private static final String MILLRACE = "Millrace";
    private static final String DEBEZIUM_SERVER = "Debezium Server";

    @Override
    public String description() {
        return "MySQL into the stream compared with Debezium Server, and from commit to searchable";
    }

    @Override
    public Report run(Options options) throws Exception {
        for (Service service : List.of(Service.KAFKA, Service.NATS, Service.CONNECT)) {
            if (service.given().isPresent()) {
                throw new IllegalStateException(
                        "This benchmark starts new servers for each run: unset " + service.variable());
            }
        }
        Machine machine = Machine.current();
        Figures figures = new Figures();
        Optional<DebeziumServer.Program> other = DebeziumServer.program();
        ReplicationRun.Setup setup;
        try (Servers servers = new Servers(options)) {
            int rows = options.pick(300_000, 30_000);
            setup = new ReplicationRun.Setup(options, servers.mysql(), rows, rows / 2);
            measureSpeed(setup, other, figures);
            measureLatency(options, setup.mysql(), figures);
        }
        return new Report(machine, figures.measurements(), ratios(figures, other.isPresent()), notes(setup, other));
    }

    private static void measureSpeed(
            ReplicationRun.Setup setup, Optional<DebeziumServer.Program> other, Figures figures) throws Exception {
        List<ReplicationRun> runs = new ArrayList<>();
        runs.add(new ReplicationRun(
                MILLRACE,
                (servers, all, nats, connection) -> new MillraceReplication(
                        ShippedPipeline.with(servers, all.mysql(), nats, Optional.empty()), connection),
                setup));
        other.ifPresent(program -> runs.add(new ReplicationRun(
                DEBEZIUM_SERVER,
                (servers, all, nats, connection) -> new DebeziumServerReplication(
                        program, servers.directory("debezium-server"), all.mysql(), nats, connection),
                setup)));
        new Rounds(setup.options().pick(3, 1), setup.options().progress()).measure(runs, figures);
    }

    private static void measureLatency(Options options, MySqlAddress mysql, Figures figures) throws Exception {
        OrdersTable.create(mysql, 1);
        try (Servers servers = new Servers(options.in("latency"))) {
            String nats = servers.nats();
            String manticore = servers.manticore();
            try (NatsSession session = Servers.session(nats);
                    MillraceReplication pipeline = new MillraceReplication(
                            ShippedPipeline.with(servers, mysql, nats, Optional.of(manticore)), session.connection())) {
                pipeline.start();
                AtomicLong nextOrder = new AtomicLong(2);
                Searches searches = new Searches(manticore);
                searches.awaitOrder(1);
                options.progress().report("warming up");
                new LatencyRun(mysql, searches, pipeline.stages(), nextOrder, 4_000, options.pick(60, 10))
                        .measure(new Figures());
                List<LatencyRun> runs = IntStream.of(0, 1_000, 4_000, 8_000)
                        .mapToObj(rate -> new LatencyRun(
                                mysql, searches, pipeline.stages(), nextOrder, rate, options.pick(30, 10)))
                        .toList();
                new Rounds(options.pick(3, 1), options.progress()).measure(runs, figures);
            }
        }
    }

    private static List<Ratio> ratios(Figures figures, boolean compared) {
        List<Ratio> ratios = new ArrayList<>();
        if (compared) {
            ratios.add(Ratio.atLeast(
                    2.5,
                    "rows/s in the snapshot, Millrace / Debezium Server",
                    figures.quotient(ReplicationRun.snapshot(MILLRACE), ReplicationRun.snapshot(DEBEZIUM_SERVER))));
            ratios.add(Ratio.atLeast(
                    2.5,
                    "rows/s of the backlog, Millrace / Debezium Server",
                    figures.quotient(ReplicationRun.backlog(MILLRACE), ReplicationRun.backlog(DEBEZIUM_SERVER))));
        }
        ratios.add(Ratio.atMost(520, "bytes per message, Millrace", figures.median(ReplicationRun.bytes(MILLRACE))));
        ratios.add(latency(figures, "nothing else going on", 50, 35));
        ratios.add(latency(figures, "nothing else going on", 99, 100));
        ratios.add(latency(figures, "4,000 rows/s", 50, 50));
        ratios.add(latency(figures, "4,000 rows/s", 99, 150));
        return ratios;
    }

    private static Ratio latency(Figures figures, String run, int percentile, double aim) {
        return Ratio.atMost(
                aim,
                "ms from commit to searchable, %s, p%d".formatted(run, percentile),
                figures.median(LatencyRun.percentile(run, percentile)));
    }

    private static List<String> notes(ReplicationRun.Setup setup, Optional<DebeziumServer.Program> other) {
        List<String> notes = new ArrayList<>();
        notes.add(
                ("A snapshot of %,d rows of 11 columns, then %,d updates that were committed while the program was stopped;"
                                + " programs and servers are started anew for each round, and again for the updates. Timed from the"
                                + " first record that Debezium handed on until the server stored the last message.")
                        .formatted(setup.rows(), setup.updates()));
        notes.add("Commit to searchable: single rows among others; a search every " + Searches.INTERVAL.toMillis()
                + " ms. Each figure is the median of its rounds.");
        if (other.isEmpty()) {
            notes.add(
                    "Debezium Server was NOT measured: benchmarks/install-debezium-server fetches it; it needs a Java 21 or"
                            + " later, in /usr/lib/jvm or named by MILLRACE_NEWER_JAVA_HOME.");
        }
        return notes;
    }
}
