package io.millrace.benchmark.pipeline;

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
import java.util.stream.Stream;

/** Whether an event costs as much with many tables, wide rows, many partitions and a large index as with few of them. */
public final class ScaleBenchmark implements Benchmark {
    private static final double FLAT = 1.2;
    private static final ScaleRun.Shape USUAL = new ScaleRun.Shape("1 table, 11 columns, 8 partitions", 1, 11, 8, 0);
    private static final List<ScaleRun.Shape> TABLES =
            List.of(new ScaleRun.Shape("20 tables", 20, 11, 8, 0), new ScaleRun.Shape("200 tables", 200, 11, 8, 0));
    private static final List<ScaleRun.Shape> COLUMNS =
            List.of(new ScaleRun.Shape("5 columns", 1, 5, 8, 0), new ScaleRun.Shape("100 columns", 1, 100, 8, 0));
    private static final List<ScaleRun.Shape> PARTITIONS = List.of(
            new ScaleRun.Shape("1 partition", 1, 11, 1, 0),
            new ScaleRun.Shape("4 partitions", 1, 11, 4, 0),
            new ScaleRun.Shape("16 partitions", 1, 11, 16, 0));

    @Override
    public String description() {
        return "the cost of an event with more tables, columns, partitions and rows, and the memory of each process";
    }

    @Override
    public Report run(Options options) throws Exception {
        Machine machine = Machine.current();
        Figures figures = new Figures();
        int most = ManticoreServer.isStandIn() ? options.pick(1_000_000, 100_000) : options.pick(10_000_000, 100_000);
        List<ScaleRun.Shape> documents = List.of(
                new ScaleRun.Shape("10,000 rows in the index", 1, 11, 8, 10_000),
                new ScaleRun.Shape("%,d rows in the index".formatted(most), 1, 11, 8, most));
        ScaleRun.Work work = new ScaleRun.Work(options.pick(100_000, 20_000), options.pick(100_000, 20_000));
        try (Servers servers = new Servers(options)) {
            MySqlAddress mysql = servers.mysql();
            List<ScaleRun> runs = Stream.of(List.of(USUAL), TABLES, COLUMNS, PARTITIONS, documents)
                    .flatMap(List::stream)
                    .map(shape -> new ScaleRun(options, mysql, shape, work))
                    .toList();
            new Rounds(options.pick(2, 1), options.progress()).measure(runs, figures);
        }
        return new Report(machine, figures.measurements(), ratios(figures, documents), notes(work));
    }

    private static List<Ratio> ratios(Figures figures, List<ScaleRun.Shape> documents) {
        Stream<Ratio> perEvent = Stream.of(TABLES, PARTITIONS)
                .flatMap(List::stream)
                .map(shape -> flat(
                        "cost of an event, " + shape.name() + " / " + USUAL.name(),
                        figures.quotient(ScaleRun.cost(shape.name()), ScaleRun.cost(USUAL.name()))));
        Stream<Ratio> perByte = COLUMNS.stream()
                .map(shape -> flat(
                        "cost of a byte, " + shape.name() + " / " + USUAL.name(),
                        figures.quotient(ScaleRun.costOfByte(shape.name()), ScaleRun.costOfByte(USUAL.name()))));
        String large = documents.get(1).name();
        String small = documents.get(0).name();
        Stream<Ratio> perRow = Stream.of(flat(
                "cost of an event, " + large + " / " + small,
                figures.quotient(ScaleRun.cost(large), ScaleRun.cost(small))));
        return Stream.of(perEvent, perByte, perRow).flatMap(each -> each).toList();
    }

    private static Ratio flat(String name, double value) {
        return Ratio.atMost(FLAT, name, value);
    }

    private static List<String> notes(ScaleRun.Work work) {
        return List.of(
                ("%,d rows are inserted, a hundred in a transaction, until the sink has acknowledged all of them, after %,d to"
                                + " warm up; each shape has processes of its own, with the files of connect-config but for the"
                                + " number of partitions.")
                        .formatted(work.rows(), work.warmUp()),
                "Manticore was "
                        + (ManticoreServer.isStandIn()
                                ? "the stand-in: fewer rows in the index, and its own cost says nothing of a searchd."
                                : "a searchd."));
    }
}
