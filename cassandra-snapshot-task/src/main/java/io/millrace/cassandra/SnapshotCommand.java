package io.millrace.cassandra;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code java -jar cassandra-snapshot-task.jar}. */
public final class SnapshotCommand {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCommand.class);
    private static final String CONFIG = "--config";
    private static final String DRY_RUN = "--dry-run";
    private static final String RESTART = "--restart";
    /** Longer than a page takes; what ends containers waits 30 s by default. */
    private static final int STOP_LIMIT_SECONDS = 25;

    private final Map<String, String> environment;
    private final StopSignal stop;
    private final PrintStream out;
    private final PrintStream err;

    SnapshotCommand(Map<String, String> environment, StopSignal stop, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.stop = stop;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        StopSignal stop = new StopSignal();
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger exitCode = new AtomicInteger(SnapshotOutcome.INTERRUPTED.exitCode());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stop, ended, exitCode)));
        int code = new SnapshotCommand(System.getenv(), stop, System.out, System.err).execute(arguments);
        exitCode.set(code);
        ended.countDown();
        System.exit(code);
    }

    int execute(String... arguments) {
        return new CommandLine(spec())
                // The texts have variables that are not picocli's.
                .setInterpolateVariables(false)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionStrategy(this::run)
                .execute(arguments);
    }

    private int run(ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        try {
            SnapshotSettings settings = new SnapshotSettings(values(parsed));
            SnapshotJob snapshot = new SnapshotJob(settings, stop);
            boolean restart = parsed.hasMatchedOption(RESTART);
            if (parsed.hasMatchedOption(DRY_RUN)) {
                out.print(snapshot.plan(restart));
                return SnapshotOutcome.COMPLETE.exitCode();
            }
            SnapshotSummary summary = snapshot.run(restart, this::show);
            tell(settings, summary);
            return summary.outcome().exitCode();
        } catch (ConfigurationException e) {
            err.println(e.getMessage());
            return SnapshotOutcome.BAD_CONFIGURATION.exitCode();
        } catch (Exception e) {
            LOG.debug("Failed", e);
            err.println("The snapshot failed: " + (e.getMessage() == null ? e : e.getMessage()));
            return SnapshotOutcome.FAILED.exitCode();
        }
    }

    /** The command line goes before the file. */
    private Map<String, String> values(ParseResult parsed) {
        Map<String, String> values = new HashMap<>();
        if (parsed.hasMatchedOption(CONFIG)) {
            values.putAll(ConfigurationFile.read(Path.of(parsed.<String>matchedOptionValue(CONFIG, "")), environment));
        }
        for (SnapshotSetting setting : SnapshotSetting.all()) {
            if (parsed.hasMatchedOption(setting.option())) {
                values.put(setting.key(), parsed.matchedOptionValue(setting.option(), ""));
            }
        }
        return values;
    }

    private AutoCloseable show(SnapshotProgress progress) {
        return new ProgressDisplay(progress, err, System.console() != null);
    }

    private void tell(SnapshotSettings settings, SnapshotSummary summary) throws IOException {
        out.println(summary.toText());
        stop.failure().ifPresent(failure -> {
            LOG.debug("Failed", failure);
            err.println("The snapshot failed: " + (failure.getMessage() == null ? failure : failure.getMessage())
                    + ". Run it again to go on.");
        });
        if (settings.find(SnapshotSetting.SUMMARY_FILE).isPresent()) {
            String file = settings.text(SnapshotSetting.SUMMARY_FILE);
            if (file.equals("-")) {
                out.println(summary.toJson());
            } else {
                Files.writeString(Path.of(file), summary.toJson() + System.lineSeparator());
            }
        }
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create()
                .name("cassandra-snapshot-task")
                .mixinStandardHelpOptions(true)
                .version("cassandra-snapshot-task "
                        + SnapshotCommand.class.getPackage().getImplementationVersion())
                .addOption(option(
                        CONFIG,
                        "FILE",
                        "Properties file with the settings below. The key of each is its option"
                                + " without the leading dashes and with dots for the others: --page-size is page.size."
                                + " ${env:NAME} in a value stands for an environment variable."))
                .addOption(flag(DRY_RUN, "Shows what would be read, and does nothing."))
                .addOption(flag(RESTART, "Begins anew, whatever is in the stream already."));
        for (SnapshotSetting setting : SnapshotSetting.all()) {
            String given = setting.defaultValue() == null ? "" : " Default: " + setting.defaultValue() + ".";
            spec.addOption(option(setting.option(), setting.label(), setting.documentation() + given));
        }
        spec.usageMessage()
                .width(110)
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .description("Brings the rows of Cassandra tables into a NATS JetStream stream, as events of operation"
                        + " SNAPSHOT. Run again, it goes on where it ended.")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes());
        return spec;
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put(" 0", "complete");
        codes.put(" 1", "complete but for rejected rows, which the dead letters tell");
        codes.put(" 2", "bad configuration");
        codes.put(" 3", "failed; run it again to go on");
        codes.put(" 4", "interrupted (SIGTERM); run it again to go on");
        return codes;
    }

    private static OptionSpec option(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description.replace("%", "%%"))
                .build();
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    /** For a signal: without the halt, Java would exit with the signal's number. */
    private static void stop(StopSignal stop, CountDownLatch ended, AtomicInteger exitCode) {
        if (ended.getCount() == 0) {
            return;
        }
        stop.interrupt();
        try {
            ended.await(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode.get());
    }
}
