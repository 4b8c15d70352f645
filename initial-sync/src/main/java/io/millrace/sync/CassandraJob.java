package io.millrace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The Cassandra snapshot, in a process of its own that shows its progress itself. */
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

    /** Returns its summary when it is complete; rejected rows are in there. */
    JsonNode run(boolean restart) throws IOException, InterruptedException {
        if (!Files.isReadable(jar)) {
            throw new SyncException(jar + " is not built: mvn -q package -DskipTests -pl cassandra-snapshot-task -am");
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
                throw new SyncException("The Cassandra snapshot ended with exit code " + exitCode + "; what it said is"
                        + " above. Run this again to go on");
            }
            return new ObjectMapper().readTree(summary.toFile());
        } finally {
            Files.deleteIfExists(summary);
        }
    }

    private synchronized Process start(List<String> command) throws IOException {
        if (ended) {
            throw new SyncException("Interrupted. Run it again to go on");
        }
        Process started = new ProcessBuilder(command).inheritIO().start();
        job = Optional.of(started);
        return started;
    }

    /** Nobody would look after it; it records what it has before it goes. */
    private synchronized void end() {
        ended = true;
        job.ifPresent(Process::destroy);
        job.ifPresent(each -> each.onExit().join());
    }
}
