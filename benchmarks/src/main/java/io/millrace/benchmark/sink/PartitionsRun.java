package io.millrace.benchmark.sink;

import io.millrace.benchmark.measure.Benchmark;
import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Variant;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs all comparisons with one number of partitions, each in its own JVM after a warm-up. */
final class PartitionsRun implements Variant {
    static final String CEILING = "(a) documents rendered in advance, straight to /bulk";
    static final String EMPTY = "(b) the sink into an empty table";
    static final String DUPLICATES = "(c) the sink, every event a duplicate";
    static final String UPDATES = "(d) the sink, updates of existing rows";

    private final Setup setup;
    private final int partitions;
    private int runs;

    /** What all runs share. */
    record Setup(String nats, String manticore, int orders, int warmUp, Benchmark.Options options) {}

    PartitionsRun(Setup setup, int partitions) {
        this.setup = setup;
        this.partitions = partitions;
    }

    @Override
    public String name() {
        return title(partitions);
    }

    static String title(int partitions) {
        return partitions == 1 ? "one partition" : partitions + " partitions";
    }

    private static String heading(int partitions) {
        return "Documents or events with " + title(partitions) + ": ";
    }

    static String speed(int partitions, String what) {
        return heading(partitions) + what + ", per second";
    }

    static String cpu(int partitions, String what) {
        return heading(partitions) + what + ", own CPU time per event";
    }

    static String guard(int partitions, String what) {
        return heading(partitions) + what + ", guard's time / time to write";
    }

    @Override
    public void measure(Figures figures) throws Exception {
        runs++;
        BenchmarkTables tables = new BenchmarkTables(setup.manticore());
        tables.drop();
        List<String> ceiling = List.of(
                setup.manticore(),
                Integer.toString(partitions),
                Integer.toString(setup.orders()),
                Integer.toString(setup.warmUp()));
        add(figures, CEILING, run(BulkProgram.class, "ceiling", ceiling));
        tables.drop();
        add(figures, EMPTY, sink(StreamEvents.inserts(partitions), "empty"));
        add(figures, DUPLICATES, sink(StreamEvents.inserts(partitions), "duplicates"));
        add(figures, UPDATES, sink(StreamEvents.updates(partitions), "updates"));
    }

    private void add(Figures figures, String what, Load load) {
        figures.add(speed(partitions, what), "", load.perSecond());
        figures.add(cpu(partitions, what), "µs", load.cpuMicrosPerEvent());
        if (load.bulkMillis() > 0) {
            figures.add(guard(partitions, what), "", load.guardMillis() / load.bulkMillis());
        }
    }

    private Load sink(String source, String run) throws Exception {
        String name = run + "-" + partitions + "-" + runs;
        new StreamEvents(setup.nats()).forgetClaims();
        return run(
                SinkProgram.class,
                name,
                List.of(
                        setup.nats(),
                        setup.manticore(),
                        Integer.toString(partitions),
                        source,
                        Integer.toString(setup.orders()),
                        Integer.toString(setup.warmUp()),
                        name));
    }

    private Load run(Class<?> program, String name, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms1g",
                "-Xmx1g",
                // The published figures use the serial collector.
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        if (setup.options().profile()) {
            Path recording = setup.options().workspace().resolve(name + ".jfr").toAbsolutePath();
            command.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Load> loads = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines()
                    .filter(line -> line.startsWith("LOAD "))
                    .map(Load::parse)
                    .forEach(loads::add);
        } finally {
            process.destroy();
        }
        if (process.waitFor() != 0 || loads.isEmpty()) {
            throw new IllegalStateException(program.getSimpleName() + " " + name + " failed");
        }
        return loads.get(0);
    }
}
