package io.millrace.local.manticore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

/** Sends requests to a Manticore, real or not, and compares nothing. */
final class ManticoreClient {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String NDJSON = "application/x-ndjson";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    ManticoreClient(String url) {
        this.url = url;
    }

    /** @param body parsed, or as a text where it is not JSON */
    record Answer(int status, String text, JsonNode body) {}

    Answer post(String path, String body) {
        return post(path, body, "application/json", false);
    }

    Answer bulk(String... lines) {
        return post("/bulk", String.join("\n", lines) + "\n", NDJSON, false);
    }

    Answer sql(String statement) {
        return post(
                "/sql?mode=raw",
                "query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8),
                "application/x-www-form-urlencoded",
                false);
    }

    Answer post(String path, String body, String contentType, boolean gzip) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofByteArray(gzip ? compressed(bytes) : bytes));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        if (gzip) {
            request.header("Content-Encoding", "gzip");
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), parsed(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + body, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Drops every table whose name begins with c_. */
    void dropContractTables() {
        for (JsonNode table : sql("SHOW TABLES").body().at("/0/data")) {
            if (table.get("Table").asText().startsWith("c_")) {
                sql("DROP TABLE " + table.get("Table").asText());
            }
        }
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return new TextNode(body);
        }
    }

    private static byte[] compressed(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
