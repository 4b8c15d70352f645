package io.millrace.standin;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * A Manticore itself, if there is one: the server that MILLRACE_MANTICORE_URL names, else a searchd that is on PATH,
 * with the configuration that {@code ManticoreServer} of local-services gives it. That module needs this one, so it
 * cannot be used here.
 */
final class RealManticore implements AutoCloseable {
    private final String url;
    private final Optional<Process> process;

    private RealManticore(String url, Optional<Process> process) {
        this.url = url;
        this.process = process;
    }

    static Optional<RealManticore> find(Path directory) throws IOException {
        String given = System.getenv().getOrDefault("MILLRACE_MANTICORE_URL", "");
        if (!given.isBlank()) {
            return Optional.of(new RealManticore(given.strip(), Optional.empty()));
        }
        Optional<Path> searchd = Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "searchd"))
                .filter(Files::isExecutable)
                .findFirst();
        return searchd.isPresent() ? Optional.of(start(searchd.get(), directory)) : Optional.empty();
    }

    private static RealManticore start(Path searchd, Path directory) throws IOException {
        int port = freePort();
        Files.createDirectories(directory.resolve("data"));
        Files.createDirectories(directory.resolve("binlog"));
        Path configuration = Files.writeString(directory.resolve("manticore.conf"), """
                searchd {
                    listen = 127.0.0.1:%1$d:http
                    data_dir = %2$s/data
                    binlog_path = %2$s/binlog
                    binlog_flush = 2
                    auto_schema = 0
                    pid_file = %2$s/searchd.process
                    log = %2$s/searchd.log
                }
                """.formatted(port, directory));
        Process process = new ProcessBuilder(searchd.toString(), "--nodetach", "--config", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile())
                .start();
        RealManticore manticore = new RealManticore("http://127.0.0.1:" + port, Optional.of(process));
        Awaitility.await()
                .ignoreExceptionsInstanceOf(IOException.class)
                .atMost(Duration.ofMinutes(1))
                .until(() -> manticore.client().sql("SHOW TABLES").status() == 200);
        return manticore;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    RawClient client() {
        return new RawClient(url);
    }

    /** Leaves a given one alone. */
    @Override
    public void close() {
        process.ifPresent(started -> {
            started.destroy();
            started.onExit().join();
        });
    }
}
