package io.millrace.benchmark;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code benchmarks/run <name> [--quick]}. */
@Command(
        name = "benchmarks/run",
        mixinStandardHelpOptions = true,
        description = "Measures one comparison, prints a table and writes benchmarks/results/<name>.json.")
final class Main implements Callable<Integer> {
    private static final Map<String, Benchmark> BENCHMARKS = Map.of();

    @Parameters(paramLabel = "<name>", description = "What to measure.")
    private String name = "";

    @Option(names = "--quick", description = "A tenth of the work, to see that it runs; the figures are rough.")
    private boolean quick;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Benchmark benchmark = BENCHMARKS.get(name);
        if (benchmark == null) {
            System.err.println("There is no benchmark " + name + "; there are " + BENCHMARKS.keySet());
            return CommandLine.ExitCode.USAGE;
        }
        Report report = benchmark.run(Path.of("benchmarks", "target", "workspace"), quick);
        System.out.println(report.table());
        report.write(Path.of("benchmarks", "results", name + ".json"));
        return CommandLine.ExitCode.OK;
    }
}
