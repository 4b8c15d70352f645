package io.millrace.command.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.command.console.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the Cassandra snapshot as a child process, which prints its own progress. */
final class CassandraJob {
    private static final int REJECTED_ROWS = 1;

    private final Path jar;
    private final Path configuration;
    private Optional<Process> job = Optional.empty();
    private boolean ended;

    CassandraJob(Path jar, Path configuration) {
        this.jar = jar;
        this.configuration = configuration;
    }

    /** Returns the job's summary, which counts rejected rows too, once the snapshot is complete. */
    JsonNode run(boolean restart) throws IOException, InterruptedException {
        if (!Files.isReadable(jar)) {
            throw new CommandException(
                    jar + " does not exist. Build it: mvn -q package -DskipTests -pl cassandra-snapshot-task -am");
        }
        Path summary = Files.createTempFile("cassandra-snapshot", ".json");
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    jar.toString(),
                    "--config",
                    configuration.toString(),
                    "--summary-file",
                    summary.toString()));
            if (restart) {
                command.add("--restart");
            }
            Runtime.getRuntime().addShutdownHook(new Thread(this::end));
            int exitCode = start(command).waitFor();
            if (exitCode > REJECTED_ROWS) {
                throw new CommandException("The Cassandra snapshot ended with exit code " + exitCode
                        + "; see its messages" + " above. Run this command again to continue");
            }
            return new ObjectMapper().readTree(summary.toFile());
        } finally {
            Files.deleteIfExists(summary);
        }
    }

    private synchronized Process start(List<String> command) throws IOException {
        if (ended) {
            throw new CommandException("Interrupted. Run this command again to continue");
        }
        Process started = new ProcessBuilder(command).inheritIO().start();
        job = Optional.of(started);
        return started;
    }

    /** The job must not outlive this process. On SIGTERM it saves its progress before it exits. */
    private synchronized void end() {
        ended = true;
        job.ifPresent(Process::destroy);
        job.ifPresent(each -> each.onExit().join());
    }
}
