package io.millrace.benchmark.encode;

import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Variant;
import io.millrace.benchmark.orders.Envelopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@link ConverterSpeed} for one converter and one row. */
record ConverterSpeedRun(RowShape row, Encoding encoding, boolean quick) implements Variant {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    static List<ConverterSpeedRun> all(boolean quick) {
        List<ConverterSpeedRun> runs = new ArrayList<>();
        for (RowShape row : RowShape.values()) {
            for (Encoding encoding : Encoding.values()) {
                runs.add(new ConverterSpeedRun(row, encoding, quick));
            }
        }
        return runs;
    }

    static String time(RowShape row, Encoding encoding) {
        return "Time to encode a " + row.title() + ": " + encoding.title();
    }

    @Override
    public String name() {
        return row.title() + ", " + encoding.title();
    }

    @Override
    public void measure(Figures figures) throws Exception {
        RunResult result = new Runner(options()).runSingle();
        figures.add(time(row, encoding), "ns", result.getPrimaryResult().getScore());
        figures.add(
                "Allocated to encode a " + row.title() + ": " + encoding.title(),
                "B",
                Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED))
                        .getScore());
        figures.add("Size of a " + row.title() + ": " + encoding.title(), "B", size());
    }

    private Options options() {
        return new OptionsBuilder()
                .include(ConverterSpeed.class.getName() + ".encode")
                .param("row", row.name())
                .param("encoding", encoding.name())
                .forks(1)
                // The published figures use the serial collector.
                .jvmArgs("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC")
                .warmupIterations(quick ? 2 : 4)
                .warmupTime(TimeValue.milliseconds(quick ? 500 : 1000))
                .measurementIterations(quick ? 2 : 4)
                .measurementTime(TimeValue.milliseconds(quick ? 500 : 1000))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .build();
    }

    private double size() {
        Envelopes envelopes = row.envelopes(encoding.needsDeclaredTypes());
        Headers headers = new RecordHeaders();
        encoding.create(true).fromConnectData("mysql.shop.orders", headers, envelopes.keySchema(), envelopes.key(1));
        return encoding.create(false)
                .fromConnectData("mysql.shop.orders", headers, envelopes.schema(), envelopes.change(1, 0))
                .length;
    }
}
