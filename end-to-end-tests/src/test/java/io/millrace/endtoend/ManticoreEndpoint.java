package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.LocalPort;
import io.millrace.local.ManticoreHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** An address of a Manticore server, served by a process of its own that can be killed without the server. */
final class ManticoreEndpoint implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final int port = LocalPort.free();
    private final int server;
    private Optional<Process> process = Optional.empty();

    private ManticoreEndpoint(String serverUrl) {
        this.server = URI.create(serverUrl).getPort();
    }

    static ManticoreEndpoint start(String serverUrl) {
        ManticoreEndpoint endpoint = new ManticoreEndpoint(serverUrl);
        endpoint.start();
        return endpoint;
    }

    /** Returns once the server answers through it. */
    void start() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PortForwarder.class.getName(),
                Integer.toString(port),
                Integer.toString(server));
        try {
            process = Optional.of(builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("The process of " + url() + " cannot be started", e);
        }
        await(url())
                .atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                new ManticoreHttp(url()).sql("SHOW TABLES").status())
                        .isEqualTo(200));
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** SIGKILL. */
    void kill() {
        process.ifPresent(running -> running.destroyForcibly().onExit().join());
    }

    @Override
    public void close() {
        kill();
    }
}
