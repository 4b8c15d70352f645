package io.millrace.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Manticore server: the stand-in, in a JVM of its own. */
public final class ManticoreServer implements LocalServer {
    private static final String STAND_IN = "io.millrace.local.manticore.ManticoreStandIn";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String url;
    private final ServerProcess process;

    private ManticoreServer(String url, ServerProcess process) {
        this.url = url;
        this.process = process;
    }

    /** Starts one on a free port, with what it holds in that directory, and returns when it answers. */
    public static ManticoreServer start(Path directory) {
        return start(directory, LocalPort.free());
    }

    public static ManticoreServer start(Path directory, int port) {
        String url = "http://127.0.0.1:" + port;
        JavaCommand java =
                new JavaCommand(System.getProperty("java.class.path"), List.of("-Xmx512m", "-XX:+UseSerialGC"));
        ServerProcess process = ServerProcess.start(new ServerCommand(
                "The Manticore stand-in",
                java.toMain(
                        STAND_IN,
                        "--port",
                        Integer.toString(port),
                        "--data",
                        directory.resolve("data").toAbsolutePath().toString()),
                directory.resolve("manticore.log"),
                () -> requireAnswer(url)));
        return new ManticoreServer(url, process);
    }

    public String url() {
        return url;
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void restart() {
        process.restart();
    }

    private static void requireAnswer(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/"))
                .timeout(Duration.ofSeconds(5))
                .build();
        HttpResponse<Void> response = CLIENT.send(request, BodyHandlers.discarding());
        if (response.statusCode() != 200) {
            throw new IOException(url + " answered with " + response.statusCode());
        }
    }
}
