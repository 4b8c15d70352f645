package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A Prometheus for tests, which {@code install-servers --for-tests} installs together with promtool. */
public final class PrometheusServer extends ChildServer {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String url;

    private PrometheusServer(String url, ServerProcess process) {
        super(process);
        this.url = url;
    }

    /**
     * Starts a server on a free port; returns once it is ready.
     *
     * @param directory of its data, its configuration and its log
     * @param configuration the text of its prometheus.yml, in which names of files are relative to the directory
     */
    public static PrometheusServer start(Path directory, String configuration) {
        Path home = directory.toAbsolutePath();
        Path file = home.resolve("prometheus.yml");
        try {
            Files.createDirectories(home);
            Files.writeString(file, configuration);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the configuration of Prometheus", e);
        }
        int port = LocalPort.free();
        String url = "http://127.0.0.1:" + port;
        ServerProcess process = ServerProcess.start(new ServerCommand(
                "Prometheus",
                List.of(
                        ServerFiles.prometheus("prometheus").toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + home.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port),
                home.resolve("prometheus.log"),
                () -> requireReady(url)));
        return new PrometheusServer(url, process);
    }

    /** The command line of promtool with these arguments. */
    public static List<String> promtool(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ServerFiles.prometheus("promtool").toString());
        command.addAll(arguments);
        return command;
    }

    public String url() {
        return url;
    }

    /** What a query gives now: a list of series, each with its labels and a value. */
    public JsonNode query(String query) throws IOException, InterruptedException {
        String body = CLIENT.send(
                        HttpRequest.newBuilder(URI.create(url + "/api/v1/query?query="
                                        + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                                .timeout(TIMEOUT)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        JsonNode answer = new ObjectMapper().readTree(body);
        if (!answer.path("status").asText().equals("success")) {
            throw new IOException("Prometheus answered to " + query + ": " + body);
        }
        return answer.at("/data/result");
    }

    private static void requireReady(String url) throws IOException, InterruptedException {
        int status = CLIENT.send(
                        HttpRequest.newBuilder(URI.create(url + "/-/ready"))
                                .timeout(TIMEOUT)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
            throw new IOException("Prometheus answered with status " + status);
        }
    }
}
