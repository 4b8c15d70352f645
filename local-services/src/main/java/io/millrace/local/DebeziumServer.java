package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Debezium Server, which publishes changes without Kafka. {@code benchmarks/install-debezium-server} fetches it. */
public final class DebeziumServer extends ChildServer {
    private static final String PROPERTIES = "config/application.properties";

    private DebeziumServer(ServerProcess process) {
        super(process);
    }

    /** What is needed to start it; empty if the program or a Java that can run it is missing. */
    public static Optional<Program> program() {
        Path home = ServerFiles.debeziumServer();
        return Files.isDirectory(home.resolve("lib"))
                ? ServerFiles.newerJava().map(java -> new Program(home, java))
                : Optional.empty();
    }

    /** @param java the program {@code java} of Java 21 or later */
    public record Program(Path home, Path java) {
        private String classPath() {
            try (var files = Files.list(home)) {
                Path runner = files.filter(file -> file.toString().endsWith("-runner.jar"))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("No runner in " + home));
                return String.join(":", runner.toString(), home.resolve("lib/*").toString());
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + home, e);
            }
        }
    }

    /**
     * Starts a server; returns once it listens.
     *
     * @param directory of its configuration, its offsets and its log
     * @param settings besides those of its own port and its log
     */
    public static DebeziumServer start(Program program, Path directory, Map<String, String> settings) {
        Path home = directory.toAbsolutePath();
        int port = LocalPort.free();
        write(home.resolve(PROPERTIES), settings, port);
        return new DebeziumServer(ServerProcess.start(new ServerCommand(
                "Debezium Server",
                List.of(
                        program.java().toString(),
                        "-Xmx1g",
                        "-XX:+UseParallelGC",
                        // Its JMX and Quarkus 3 on a Java after 21.
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-Dquarkus.config.locations=" + home.resolve(PROPERTIES).toUri(),
                        "-cp",
                        program.classPath(),
                        "io.debezium.server.Main"),
                home.resolve("debezium-server.log"),
                () -> LocalPort.requireListener(port))));
    }

    private static void write(Path file, Map<String, String> settings, int port) {
        String text = settings.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    text + "quarkus.http.host=127.0.0.1\nquarkus.http.port=" + port
                            + "\nquarkus.log.console.json=false\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot configure Debezium Server in " + file, e);
        }
    }
}
