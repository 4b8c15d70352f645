package io.millrace.benchmark.sink;

import io.millrace.benchmark.measure.Benchmark;
import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Machine;
import io.millrace.benchmark.measure.Ratio;
import io.millrace.benchmark.measure.Report;
import io.millrace.benchmark.measure.Rounds;
import io.millrace.benchmark.servers.Servers;
import io.millrace.local.ManticoreServer;
import java.util.ArrayList;
import java.util.List;

/** The sink compared with the fastest that Manticore accepts documents. */
public final class SinkBenchmark implements Benchmark {
    private static final List<Integer> PARTITIONS = List.of(1, 2);

    @Override
    public String description() {
        return "the Manticore sink compared with posting the same documents straight to /bulk";
    }

    @Override
    public Report run(Options options) throws Exception {
        Machine machine = Machine.current();
        Figures figures = new Figures();
        int orders = options.pick(200_000, 20_000);
        int warmUp = options.pick(60_000, 20_000);
        try (Servers servers = new Servers(options)) {
            PartitionsRun.Setup setup =
                    new PartitionsRun.Setup(servers.nats(), servers.manticore(), orders, warmUp, options);
            options.progress().report("publishing " + orders + " inserts and as many updates, once for each run");
            new StreamEvents(setup.nats()).publish(orders, warmUp, PARTITIONS);
            List<PartitionsRun> runs = PARTITIONS.stream()
                    .map(partitions -> new PartitionsRun(setup, partitions))
                    .toList();
            new Rounds(options.pick(3, 1), options.progress()).measure(runs, figures);
            new BenchmarkTables(setup.manticore()).drop();
        }
        return new Report(
                machine,
                figures.measurements(),
                ratios(figures),
                List.of(
                        orders
                                + " rows of eight columns, about 330 bytes as a document; guard on, default settings; one"
                                + " task and one connection per partition.",
                        "Manticore was "
                                + (ManticoreServer.isStandIn()
                                        ? "the stand-in, which accepts documents faster than a searchd; the aims assume a"
                                                + " searchd."
                                        : "a searchd.")));
    }

    private static List<Ratio> ratios(Figures figures) {
        List<Ratio> ratios = new ArrayList<>();
        for (int partitions : PARTITIONS) {
            ratios.add(Ratio.atLeast(
                    partitions == 1 ? 0.85 : 0.6,
                    "(b) / (a), " + PartitionsRun.title(partitions),
                    quotient(figures, partitions, PartitionsRun.EMPTY, PartitionsRun.CEILING)));
            ratios.add(Ratio.atLeast(
                    3,
                    "(c) / (b), " + PartitionsRun.title(partitions),
                    quotient(figures, partitions, PartitionsRun.DUPLICATES, PartitionsRun.EMPTY)));
            for (String what : List.of(PartitionsRun.EMPTY, PartitionsRun.UPDATES)) {
                ratios.add(Ratio.atMost(
                        0.15,
                        "guard / writing, " + what + ", " + PartitionsRun.title(partitions),
                        figures.median(PartitionsRun.guard(partitions, what))));
            }
        }
        return ratios;
    }

    private static double quotient(Figures figures, int partitions, String dividend, String divisor) {
        return figures.quotient(PartitionsRun.speed(partitions, dividend), PartitionsRun.speed(partitions, divisor));
    }
}
