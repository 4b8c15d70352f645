package io.millrace.status;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Restarts through the worker's own REST API: what Connect offers an extension is for reading only. */
final class RestartClient implements Restarter {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Connect gives up on a request after 90 s. */
    private static final Duration TIMEOUT = Duration.ofSeconds(100);

    private static final int SUCCESS = 2;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final URI rest;
    private final Optional<String> credentials;

    RestartClient(WorkerAddress worker) {
        rest = worker.rest();
        credentials = Optional.ofNullable(rest.getUserInfo())
                .map(user -> Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void restart(RestartTarget target) throws IOException, InterruptedException {
        URI resource = URI.create(rest.getScheme() + "://" + rest.getHost()
                + (rest.getPort() < 0 ? "" : ":" + rest.getPort()) + target.path());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(resource).timeout(TIMEOUT).POST(BodyPublishers.noBody());
        credentials.ifPresent(basic -> request.header("Authorization", "Basic " + basic));
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() / 100 != SUCCESS) {
            throw new IOException(resource + " answered " + response.statusCode() + ' ' + response.body());
        }
    }
}
