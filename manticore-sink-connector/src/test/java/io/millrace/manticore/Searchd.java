package io.millrace.manticore;

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
import java.util.ArrayList;
import java.util.List;

/** Asks a Manticore directly, past the code under test. */
public final class Searchd {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI url;

    public Searchd(String url) {
        this.url = URI.create(url);
    }

    public List<JsonNode> rows(String statement) {
        List<JsonNode> rows = new ArrayList<>();
        JsonNode answer = sql(statement);
        if (!answer.path(0).path("total").isNumber()) {
            throw new AssertionError(statement + ": " + answer);
        }
        answer.path(0).path("data").forEach(rows::add);
        return rows;
    }

    public JsonNode sql(String statement) {
        return post(
                "/sql?mode=raw",
                "query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8),
                "application/x-www-form-urlencoded");
    }

    public JsonNode bulk(String lines) {
        return post("/bulk", lines, "application/x-ndjson");
    }

    /** Makes a table of a test unknown, and leaves alone what else a given server holds. */
    public void forget(String table) {
        sql("DROP TABLE IF EXISTS " + table);
        // Refused while nothing was ever deleted.
        sql("DELETE FROM millrace_tombstones WHERE table_name='" + table + "'");
    }

    private JsonNode post(String path, String body, String type) {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return JSON.readTree(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
