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

/** With some partitions, each thing that is compared in turn, every one in a JVM of its own that has warmed up. */
final class PartitionsRun implements Variant {
    static final String CEILING = "(a) pre-rendered NDJSON straight to /bulk";
    static final String EMPTY = "(b) the sink into an empty table";
    static final String DUPLICATES = "(c) the sink, every event a duplicate";
    static final String UPDATES = "(d) the sink, updates of existing rows";

    private final Site site;
    private final int partitions;
    private int runs;

    /** What it runs against. */
    record Site(String nats, String manticore, int orders, int warmUp, Benchmark.Options options) {}

    PartitionsRun(Site site, int partitions) {
        this.site = site;
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
        Sql sql = new Sql(site.manticore());
        sql.dropTables();
        List<String> ceiling = List.of(
                site.manticore(),
                Integer.toString(partitions),
                Integer.toString(site.orders()),
                Integer.toString(site.warmUp()));
        add(figures, CEILING, run(Ceiling.class, "ceiling", ceiling));
        sql.dropTables();
        add(figures, EMPTY, sink(Events.inserts(partitions), "empty"));
        add(figures, DUPLICATES, sink(Events.inserts(partitions), "duplicates"));
        add(figures, UPDATES, sink(Events.updates(partitions), "updates"));
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
        return run(
                Sink.class,
                name,
                List.of(
                        site.nats(),
                        site.manticore(),
                        Integer.toString(partitions),
                        source,
                        Integer.toString(site.orders()),
                        Integer.toString(site.warmUp()),
                        name));
    }

    private Load run(Class<?> program, String name, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms1g",
                "-Xmx1g",
                // As the Connect worker has it.
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        if (site.options().profile()) {
            Path recording = site.options().workspace().resolve(name + ".jfr").toAbsolutePath();
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
