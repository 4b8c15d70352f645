package io.millrace.endtoend;

import static org.awaitility.Awaitility.await;

import io.millrace.local.Checkout;
import io.millrace.local.MillraceProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** {@code ./millrace sync} in a process that a test can kill. */
final class SyncProcess {
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final Process process;
    private final Path output;

    private SyncProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param environment the addresses of the servers */
    static SyncProcess start(Path directory, Map<String, String> environment, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "sync",
                "--cassandra-jar",
                Checkout.root()
                        .resolve("cassandra-snapshot-task/target/cassandra-snapshot-task.jar")
                        .toString(),
                "--timeout-minutes=15"));
        arguments.addAll(List.of(options));
        Path output = Files.createTempFile(directory, "sync", ".log");
        ProcessBuilder builder = new ProcessBuilder(MillraceProgram.killable(arguments))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new SyncProcess(builder.start(), output);
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitOutput(String text) throws InterruptedException {
        try {
            await(text).atMost(LIMIT).until(() -> output().contains(text) || !process.isAlive());
        } catch (ConditionTimeoutException e) {
            kill();
        }
        if (!output().contains(text)) {
            throw new AssertionError("It ended without printing '" + text + "':\n" + output());
        }
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            kill();
            throw new AssertionError("It did not end:\n" + output());
        }
        return process.exitValue();
    }

    /** Kills it together with the Cassandra job, as when the machine goes down. */
    void kill() throws InterruptedException {
        // It could start the job right after its children were listed.
        stop();
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
    }

    private void stop() throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Terminates it like Ctrl-C and Kubernetes; returns the processes that it left running. */
    List<ProcessHandle> terminate() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        exitCode();
        return children.stream().filter(ProcessHandle::isAlive).toList();
    }
}
