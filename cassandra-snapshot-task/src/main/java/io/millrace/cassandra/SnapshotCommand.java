package io.millrace.cassandra;

import io.millrace.nats.NatsFaultException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The program {@code java -jar cassandra-snapshot-task.jar}. */
public final class SnapshotCommand {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCommand.class);

    /** Longer than reading a page takes, and shorter than the 30 s after which container runtimes kill by default. */
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
        return new CommandLine(SnapshotOptions.spec())
                // The descriptions contain ${env:NAME}, which is not a variable of picocli's.
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
            SnapshotOptions options = new SnapshotOptions(parsed);
            SnapshotSettings settings = new SnapshotSettings(options.values(environment));
            SnapshotJob job = new SnapshotJob(settings, stop);
            if (options.dryRun()) {
                out.print(job.plan(options.restart()));
                return SnapshotOutcome.COMPLETE.exitCode();
            }
            SnapshotSummary summary = job.run(options.restart(), this::show);
            report(settings, summary);
            return summary.outcome().exitCode();
        } catch (ConfigurationFaultException | NatsFaultException e) {
            err.println(e.getMessage());
            return SnapshotOutcome.BAD_CONFIGURATION.exitCode();
        } catch (Exception e) {
            err.println(failureText(e));
            return SnapshotOutcome.FAILED.exitCode();
        }
    }

    private AutoCloseable show(SnapshotProgress progress) {
        return new ProgressDisplay(progress, err, System.console() != null);
    }

    private void report(SnapshotSettings settings, SnapshotSummary summary) throws IOException {
        out.println(summary.toText());
        stop.failure().ifPresent(failure -> err.println(failureText(failure) + ". Run it again to resume."));
        if (settings.find(SnapshotSetting.SUMMARY_FILE).isPresent()) {
            String file = settings.text(SnapshotSetting.SUMMARY_FILE);
            if (file.equals("-")) {
                out.println(summary.toJson());
            } else {
                Files.writeString(Path.of(file), summary.toJson() + System.lineSeparator());
            }
        }
    }

    private static String failureText(Throwable failure) {
        LOG.debug("The snapshot failed", failure);
        return "The snapshot failed: " + (failure.getMessage() == null ? failure : failure.getMessage());
    }

    /** Runs on a signal. Without the halt, Java would exit with the signal's number. */
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
