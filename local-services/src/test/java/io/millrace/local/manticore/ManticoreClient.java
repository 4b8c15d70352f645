package io.millrace.local.manticore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * Sends requests to a Manticore, real or not, and compares nothing. Each has a connection of its own, as those that were
 * recorded had: what came before on a connection shows in some answers, and behind an error there is no next.
 */
final class ManticoreClient {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String NDJSON = "application/x-ndjson";

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
        byte[] sent = gzip ? compressed(bytes) : bytes;
        try (RawConnection connection = new RawConnection(url)) {
            RawConnection.Reply reply = connection
                    .send("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                            + (contentType.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n")
                            + (gzip ? "Content-Encoding: gzip\r\n" : "")
                            + "Content-Length: " + sent.length + "\r\n\r\n")
                    .send(sent)
                    .reply();
            return new Answer(reply.status(), reply.body(), parsed(reply.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + body, e);
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
