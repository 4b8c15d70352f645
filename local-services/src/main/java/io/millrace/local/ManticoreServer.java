package io.millrace.local;

import io.millrace.standin.ManticoreStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A Manticore server: the one that {@code MILLRACE_MANTICORE_URL} names, else a searchd that is on PATH, else the
 * stand-in, in a JVM of its own.
 */
public final class ManticoreServer implements LocalServer {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String url;
    private final Optional<ServerProcess> process;

    private ManticoreServer(String url, Optional<ServerProcess> process) {
        this.url = url;
        this.process = process;
    }

    /** Takes the given one, or starts one on a free port with what it holds in that directory. */
    public static ManticoreServer start(Path directory) {
        return Service.MANTICORE
                .given()
                .map(url -> new ManticoreServer(url, Optional.empty()))
                .orElseGet(() -> start(directory, LocalPort.free()));
    }

    /** Starts one that can be killed, whether or not another is given. */
    public static ManticoreServer start(Path directory, int port) {
        String url = "http://127.0.0.1:" + port;
        List<String> command = ServerFiles.onPath("searchd")
                .map(searchd -> searchd(searchd, directory, port))
                .orElseGet(() -> standIn(directory, port));
        ServerProcess process = ServerProcess.start(
                new ServerCommand("Manticore", command, directory.resolve("manticore.log"), () -> requireAnswer(url)));
        return new ManticoreServer(url, Optional.of(process));
    }

    /** Whether what is started here is the stand-in and not Manticore itself. */
    public static boolean isStandIn() {
        return Service.MANTICORE.given().isEmpty()
                && ServerFiles.onPath("searchd").isEmpty();
    }

    public String url() {
        return url;
    }

    @Override
    public void kill() {
        own().kill();
    }

    /** Leaves a given one alone. */
    @Override
    public void stop() {
        process.ifPresent(ServerProcess::stop);
    }

    @Override
    public void restart() {
        own().restart();
    }

    @Override
    public void freeze() {
        own().freeze();
    }

    @Override
    public void thaw() {
        own().thaw();
    }

    @Override
    public Optional<ProcessHandle> process() {
        return process.flatMap(ServerProcess::process);
    }

    private ServerProcess own() {
        return process.orElseThrow(() -> new IllegalStateException(
                "The Manticore at " + url + " was not started here and is not ours to take away"));
    }

    private static List<String> standIn(Path directory, int port) {
        String data = directory.resolve("data").toAbsolutePath().toString();
        return new JavaCommand(System.getProperty("java.class.path"), List.of("-Xmx768m", "-XX:+UseSerialGC"))
                .toMain(ManticoreStandIn.class.getName(), Integer.toString(port), data);
    }

    private static List<String> searchd(Path searchd, Path directory, int port) {
        Path home = directory.toAbsolutePath();
        String configuration = """
                searchd {
                    listen = 127.0.0.1:%1$d:http
                    data_dir = %2$s/data
                    binlog_path = %2$s/binlog
                    binlog_flush = 2
                    auto_schema = 0
                    pid_file = %2$s/searchd.process
                    log = %2$s/searchd.log
                }
                """.formatted(port, home);
        try {
            Files.createDirectories(home.resolve("data"));
            Files.createDirectories(home.resolve("binlog"));
            Path file = Files.writeString(home.resolve("manticore.conf"), configuration);
            return List.of(searchd.toString(), "--nodetach", "--config", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("The configuration of Manticore cannot be written", e);
        }
    }

    static void requireAnswer(String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + "/")).timeout(TIMEOUT).build();
        HttpResponse<Void> response = CLIENT.send(request, BodyHandlers.discarding());
        if (response.statusCode() != 200) {
            throw new IOException(url + " answered with " + response.statusCode());
        }
    }
}
