package io.millrace.benchmark.encode;

import io.millrace.benchmark.encode.SnapshotRun.Tuning;
import io.millrace.benchmark.measure.Benchmark;
import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Machine;
import io.millrace.benchmark.measure.Ratio;
import io.millrace.benchmark.measure.Report;
import io.millrace.benchmark.measure.Rounds;
import io.millrace.benchmark.orders.OrdersTable;
import io.millrace.benchmark.servers.Servers;
import io.millrace.benchmark.servers.Worker;
import io.millrace.local.MySqlAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** {@code ChangeEventConverter} compared with {@code JsonConverter}: the converter alone, and a whole snapshot. */
public final class EncodeBenchmark implements Benchmark {
    private static final double BYTES_PER_KB = 1000;

    @Override
    public String description() {
        return "ChangeEventConverter compared with JSON: alone, and in a snapshot from MySQL to Kafka";
    }

    @Override
    public Report run(Options options) throws Exception {
        Machine machine = Machine.current();
        Figures figures = new Figures();
        measureSnapshots(options, figures);
        options.progress().report("the converters alone");
        new Rounds(1, options.progress()).measure(ConverterSpeedRun.all(options.quick()), figures);
        return new Report(
                machine,
                figures.measurements(),
                ratios(figures),
                List.of("Snapshots of " + rows(options)
                        + " rows of 11 columns, timed from the first record's arrival at"
                        + " the broker to the last one's. 'As shipped' means the settings of connect-config, 'by default' those"
                        + " of Debezium and Kafka for batches and compression. The JSON converters run without"
                        + " column.propagate.source.type."));
    }

    private static int rows(Options options) {
        return options.pick(500_000, 50_000);
    }

    private static void measureSnapshots(Options options, Figures figures) throws Exception {
        try (Servers servers = new Servers(options)) {
            MySqlAddress mysql = servers.mysql();
            String kafka = servers.kafka();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
                Worker worker = servers.connect(kafka, List.of("nats-bridge-connector"));
                // Otherwise the first run would include the worker's compilation of the code that all of them share.
                options.progress().report("warming up");
                snapshots(new SnapshotRun.Setup(mysql, worker, admin, rows(options) / 10), 1, options, new Figures());
                options.progress().report("measuring");
                snapshots(new SnapshotRun.Setup(mysql, worker, admin, rows(options)), 3, options, figures);
            }
        }
    }

    private static void snapshots(SnapshotRun.Setup setup, int rounds, Options options, Figures figures)
            throws Exception {
        options.progress().report("filling a table with " + setup.rows() + " rows");
        OrdersTable.create(setup.mysql(), setup.rows());
        List<SnapshotRun> runs = new ArrayList<>();
        for (Tuning tuning : Tuning.values()) {
            for (Encoding encoding : Encoding.values()) {
                runs.add(new SnapshotRun(setup, encoding, tuning));
            }
        }
        new Rounds(rounds, options.progress()).measure(runs, figures);
    }

    private static List<Ratio> ratios(Figures figures) {
        List<Ratio> ratios = new ArrayList<>();
        for (Tuning ours : Tuning.values()) {
            for (Tuning theirs : Tuning.values()) {
                if (ours == Tuning.SHIPPED || theirs == Tuning.DEFAULT) {
                    ratios.add(speedup(figures, ours, Encoding.JSON_WITH_SCHEMAS, theirs, 4));
                    ratios.add(speedup(figures, ours, Encoding.JSON_WITHOUT_SCHEMAS, theirs, 1.4));
                }
            }
        }
        ratios.add(Ratio.atMost(
                0.35,
                "kB per row in Kafka's log, ours as shipped",
                figures.median(SnapshotRun.size(Encoding.CHANGE_EVENT, Tuning.SHIPPED)) / BYTES_PER_KB));
        return ratios;
    }

    private static Ratio speedup(Figures figures, Tuning ours, Encoding json, Tuning theirs, double aim) {
        return Ratio.atLeast(
                aim,
                "rows/s, ours %s / %s %s".formatted(ours.title(), json.title(), theirs.title()),
                figures.quotient(SnapshotRun.speed(Encoding.CHANGE_EVENT, ours), SnapshotRun.speed(json, theirs)));
    }
}
