package io.millrace.benchmark.audit;

import io.millrace.benchmark.measure.Benchmark;
import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Machine;
import io.millrace.benchmark.measure.Ratio;
import io.millrace.benchmark.measure.Report;
import io.millrace.benchmark.measure.Rounds;
import io.millrace.benchmark.servers.Servers;
import io.millrace.local.ManticoreServer;
import io.millrace.local.MySqlAddress;
import java.util.List;

/** The audit's engine compared with a program that looks up one row after the other, and what it needs at a set pace. */
public final class AuditBenchmark implements Benchmark {
    private static final String ENGINE = "./millrace audit";
    private static final String ROW_BY_ROW = "one row after the other";
    private static final String PACED = "./millrace audit --rows-per-second 5000";
    private static final double AIM = 50_000;

    @Override
    public String description() {
        return "the audit compared with a program that looks up one row after the other";
    }

    @Override
    public Report run(Options options) throws Exception {
        Machine machine = Machine.current();
        Figures figures = new Figures();
        int rows = options.pick(1_000_000, 100_000);
        int fewer = options.pick(100_000, 25_000);
        try (Servers servers = new Servers(options)) {
            MySqlAddress mysql = servers.mysql();
            String manticore = servers.manticore();
            NarrowTable large = new NarrowTable(mysql, manticore, "bench_narrow");
            NarrowTable small = new NarrowTable(mysql, manticore, "bench_narrow_part");
            options.progress().report("filling tables with " + rows + " and " + fewer + " rows");
            large.create(rows);
            small.create(fewer);
            new Rounds(options.pick(3, 1), options.progress())
                    .measure(
                            List.of(
                                    new ComparisonRun(ENGINE, EngineProgram.class, large, List.of("0")),
                                    new ComparisonRun(ROW_BY_ROW, RowByRowProgram.class, small, List.of()),
                                    new ComparisonRun(PACED, EngineProgram.class, small, List.of("5000"))),
                            figures);
            large.drop();
            small.drop();
        }
        return new Report(
                machine,
                figures.measurements(),
                List.of(
                        Ratio.atLeast(
                                1,
                                "rows/s, ./millrace audit / 50,000",
                                figures.median(ComparisonRun.speed(ENGINE)) / AIM),
                        Ratio.atLeast(
                                10,
                                "rows/s, ./millrace audit / one row after the other",
                                figures.quotient(ComparisonRun.speed(ENGINE), ComparisonRun.speed(ROW_BY_ROW))),
                        Ratio.atMost(
                                0.33, "share of a core at 5,000 rows/s", figures.median(ComparisonRun.core(PACED)))),
                List.of(
                        rows + " rows of an INT, a VARCHAR and an INT, equal to their index; " + fewer
                                + " of the same for the other two programs. Every program has its own JVM with a heap of 256 MB"
                                + " and is timed from its first request.",
                        "The program that looks up one row after the other sends a SELECT by id to MySQL and one to"
                                + " Manticore for each row, each on one connection.",
                        "Manticore was " + (ManticoreServer.isStandIn() ? "the stand-in." : "a searchd.")));
    }
}
