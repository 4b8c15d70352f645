package io.millrace.local.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What Manticore has of the shop. */
final class Index {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    Index(String url) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** The number of documents; 0 while the table does not exist. */
    long count(String table) {
        String query = "SELECT COUNT(*) AS documents FROM " + table;
        return post(
                        "/sql?mode=raw",
                        "application/x-www-form-urlencoded",
                        "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .map(answer ->
                        answer.path(0).path("data").path(0).path("documents").asLong())
                .orElse(0L);
    }

    /** Whether a search for the words in that field has the product among its first hits. */
    boolean finds(long product, String field, String words) {
        Optional<JsonNode> answer = post("/search", "application/json", searchFor(field, words));
        for (JsonNode hit : answer.orElseThrow(
                        () -> new QuickstartException("Manticore at " + url + " refused a search for " + words))
                .path("hits")
                .path("hits")) {
            if (hit.path("_id").asText().equals(Long.toString(product))) {
                return true;
            }
        }
        return false;
    }

    /** The body of a search, as a user would type it. */
    static String searchFor(String field, String words) {
        try {
            return JSON.writeValueAsString(JSON.createObjectNode()
                    .put("table", Shop.PRODUCTS)
                    .set("query", JSON.valueToTree(Map.of("match", Map.of(field, words)))));
        } catch (IOException e) {
            throw new IllegalStateException("A search cannot be written", e);
        }
    }

    private Optional<JsonNode> post(String path, String contentType, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return response.statusCode() == OK ? Optional.of(JSON.readTree(response.body())) : Optional.empty();
        } catch (IOException e) {
            throw new QuickstartException("Manticore at " + url + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuickstartException("Interrupted while asking Manticore", e);
        }
    }
}
