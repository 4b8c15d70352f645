package io.millrace.benchmark;

import io.millrace.benchmark.audit.AuditBenchmark;
import io.millrace.benchmark.bridge.BridgeBenchmark;
import io.millrace.benchmark.cassandra.CassandraBenchmark;
import io.millrace.benchmark.encode.EncodeBenchmark;
import io.millrace.benchmark.measure.Benchmark;
import io.millrace.benchmark.pipeline.PipelineBenchmark;
import io.millrace.benchmark.pipeline.ScaleBenchmark;
import io.millrace.benchmark.sink.SinkBenchmark;
import io.millrace.local.Checkout;
import io.millrace.local.Directories;
import io.millrace.local.Leftovers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code benchmarks/run <name> [--quick] [--profile]}. */
@Command(
        name = "benchmarks/run",
        mixinStandardHelpOptions = true,
        description = "Measures one comparison, prints a table and writes benchmarks/results/<name>.json.")
final class Main implements Callable<Integer> {
    private static final Map<String, Benchmark> BENCHMARKS = new TreeMap<>();

    static {
        BENCHMARKS.put("audit", new AuditBenchmark());
        BENCHMARKS.put("bridge", new BridgeBenchmark());
        BENCHMARKS.put("cassandra", new CassandraBenchmark());
        BENCHMARKS.put("encode", new EncodeBenchmark());
        BENCHMARKS.put("pipeline", new PipelineBenchmark());
        BENCHMARKS.put("scale", new ScaleBenchmark());
        BENCHMARKS.put("sink", new SinkBenchmark());
    }

    @Parameters(
            paramLabel = "<name>",
            arity = "0..1",
            description = "What to measure; without a name, lists the names.")
    private @Nullable String name;

    @Option(
            names = "--quick",
            description = "Does a tenth of the work, to check that the benchmark runs; the figures are rough.")
    private boolean quick;

    @Option(
            names = "--profile",
            description = "Profiles the Connect worker with Java Flight Recorder, which slows it slightly.")
    private boolean profile;

    private final PrintWriter errors;

    Main(PrintWriter errors) {
        this.errors = errors;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main(new PrintWriter(System.err, true))).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Benchmark benchmark = name == null ? null : BENCHMARKS.get(name);
        if (benchmark == null) {
            errors.println(
                    name == null
                            ? "Name one of these benchmarks:"
                            : "There is no benchmark '" + name + "'. The benchmarks are:");
            BENCHMARKS.forEach((key, each) -> errors.printf("  %-9s %s%n", key, each.description()));
            return CommandLine.ExitCode.USAGE;
        }
        Path folder = Checkout.root().resolve("benchmarks");
        Path workspace = folder.resolve("target/workspace").resolve(String.valueOf(name));
        Leftovers.end(workspace);
        Directories.delete(workspace);
        Instant start = Instant.now();
        benchmark
                .run(new Benchmark.Options(workspace, quick, profile, line -> say(start, line)))
                .publish(folder.resolve("results").resolve(name + ".json"));
        return CommandLine.ExitCode.OK;
    }

    private static void say(Instant start, String line) {
        Duration time = Duration.between(start, Instant.now());
        System.out.printf("%2d:%02d  %s%n", time.toMinutes(), time.toSecondsPart(), line);
    }
}
