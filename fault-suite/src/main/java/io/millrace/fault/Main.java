package io.millrace.fault;

import io.millrace.fault.nemesis.Need;
import io.millrace.fault.nemesis.Schedule;
import io.millrace.fault.nemesis.Shrinker;
import io.millrace.fault.pipeline.Setup;
import io.millrace.local.Checkout;
import io.millrace.local.Leftovers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./verify --faults}. */
@Command(
        name = "./verify --faults",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Writes to a pipeline of real servers while faults strike it, and then proves that nothing was lost.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:nothing was lost", " 1:something was, or is broken", " 2:invalid arguments"})
final class Main implements Callable<Integer> {
    /** What needs an exact moment does not come back in each run. */
    private static final int ATTEMPTS = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "10",
            description = "How long faults strike. Default: 10.")
    private double minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Repeats the faults and the transactions of a run. Default: a random one, which is printed.")
    private @Nullable Long seed;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "4",
            description = "A fault every N seconds, on average. Default: 4.")
    private double every;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "About N transactions a second, steadily. Default: as many as there can be, in bursts.")
    private @Nullable Integer rate;

    @Option(
            names = "--only",
            paramLabel = "FAULT",
            split = ",",
            description =
                    "Only faults of these kinds, separated by commas. Default: all, but those after which less can be checked"
                            + " only with some seeds; --list says which.")
    private List<String> only = List.of();

    @Option(
            names = "--schedule",
            paramLabel = "TEXT",
            description = "These faults, as a run that found something printed them, instead of random ones.")
    private @Nullable String schedule;

    @Option(
            names = "--shrink",
            description = "If the run finds something, looks for fewer of its faults that still do, run by run.")
    private boolean shrink;

    @Option(
            names = "--list",
            description = "Lists the kinds of faults, and those that strike only with some seeds, and ends.")
    private boolean list;

    public static void main(String[] arguments) {
        // What clients say of the servers that are taken from them would stand between the lines of the report.
        LogManager.getLogManager().reset();
        CommandLine command = new CommandLine(new Main());
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            failure.printStackTrace(line.getErr());
            return 1;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            Schedule.kinds().forEach(System.out::println);
            System.out.println();
            Schedule.seedsOfLenientRuns().forEach(System.out::println);
            return 0;
        }
        if (rate != null && rate < 1) {
            throw new ParameterException(spec.commandLine(), "--rate must be at least 1, not " + rate);
        }
        if (every < 1) {
            throw new ParameterException(spec.commandLine(), "--every must be at least 1, not " + every);
        }
        long chosen = seed == null ? ThreadLocalRandom.current().nextInt(1, 1_000_000) : seed;
        Schedule faults = faults(chosen);
        Schedule.missing().forEach(System.out::println);
        Path directory = Checkout.root().resolve("fault-suite/target/runs").resolve("seed-" + chosen);
        System.out.println("seed " + chosen + ", " + faults.size() + " faults; logs are in " + directory);
        faults.unchecked().forEach(System.out::println);
        RunReport report = run(chosen, faults, directory);
        if (!report.isGood() && shrink) {
            Path runs = directory.resolveSibling("shrink-" + chosen);
            Schedule shortest = Shrinker.shrink(faults, fewer -> fails(chosen, fewer, runs));
            System.out.println("shortest: " + RunReport.replay(chosen, shortest, rate()));
        }
        return report.isGood() ? 0 : 1;
    }

    private Schedule faults(long chosen) {
        try {
            return schedule == null
                    ? Schedule.random(chosen, duration(60 * minutes), duration(every), only)
                    : Schedule.parse(schedule);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis((long) (1000 * seconds));
    }

    private OptionalInt rate() {
        return rate == null ? OptionalInt.empty() : OptionalInt.of(rate);
    }

    private boolean fails(long seed, Schedule faults, Path directory) throws Exception {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            System.out.println("trying " + faults);
            if (!run(seed, faults, directory).isGood()) {
                return true;
            }
        }
        return false;
    }

    private RunReport run(long seed, Schedule faults, Path directory) throws Exception {
        Leftovers.end(directory);
        RunReport report = new FaultRun(
                        seed,
                        faults,
                        Setup.of(seed, faults.needs(Need.SMALL_DISKS), faults.needs(Need.FAKE_CLOCK), rate()),
                        System.out::println)
                .run(directory);
        report.lines().forEach(System.out::println);
        return report;
    }
}
