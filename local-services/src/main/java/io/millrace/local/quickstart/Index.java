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
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Manticore has of the shop. */
final class Index {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final String VERSION = "event_id";
    private static final Set<String> OF_THE_SINK = Set.of("id", VERSION, "row_key");

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    Index(String url) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /**
     * Lets a table pass that is not there yet, or is there from an earlier time.
     *
     * @param columns those of the sample's table
     * @throws QuickstartException when Manticore has another table of that name
     */
    void requireNoOther(String table, Set<String> columns) {
        sql("DESC " + table).ifPresent(answer -> {
            Set<String> found = new HashSet<>();
            answer.path(0)
                    .path("data")
                    .forEach(column -> found.add(column.path("Field").asText()));
            boolean written = found.contains(VERSION);
            found.removeAll(OF_THE_SINK);
            if (!written || !columns.containsAll(found)) {
                throw new QuickstartException("Manticore at " + url + " has a table '" + table
                        + "' that is not the sample's; it is left alone. Name another server in MILLRACE_MANTICORE_URL,"
                        + " or none.");
            }
        });
    }

    /** The number of documents; 0 while the table does not exist. */
    long count(String table) {
        return sql("SELECT COUNT(*) AS documents FROM " + table)
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

    /** Empty when Manticore refuses it. */
    private Optional<JsonNode> sql(String statement) {
        return post(
                "/sql?mode=raw",
                "application/x-www-form-urlencoded",
                "query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8));
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
