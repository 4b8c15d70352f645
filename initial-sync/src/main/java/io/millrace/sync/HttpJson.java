package io.millrace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A service that is asked over HTTP and answers with JSON. */
final class HttpJson {
    /** Connect gives up on a request after 90 s. */
    private static final Duration TIMEOUT = Duration.ofSeconds(100);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    HttpJson(String url) {
        this.url = url.replaceFirst("/$", "");
    }

    /** @param status of HTTP */
    record Answer(int status, JsonNode body) {}

    Answer call(String method, String path, String contentType, String body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Content-Type", contentType)
                .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            String text = response.body();
            return new Answer(response.statusCode(), text.isBlank() ? JSON.nullNode() : JSON.readTree(text));
        } catch (IOException e) {
            throw new SyncException(method + " " + url + path + " was not answered: " + e, e);
        }
    }
}
