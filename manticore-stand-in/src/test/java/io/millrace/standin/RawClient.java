package io.millrace.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Sends requests over a connection each, and reads answers that Java's own client would not show. */
final class RawClient {
    static final String NDJSON = "application/x-ndjson";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final URI url;

    RawClient(String url) {
        this.url = URI.create(url);
    }

    record Answer(int status, String text) {
        JsonNode json() throws IOException {
            return JSON.readTree(text);
        }
    }

    Answer sql(String statement) throws IOException {
        String query = "query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8);
        return send("POST", "/sql?mode=raw", "application/x-www-form-urlencoded", query);
    }

    Answer bulk(String... lines) throws IOException {
        return send("POST", "/bulk", NDJSON, String.join("\n", lines) + "\n");
    }

    Answer send(String method, String path, String type, String body) throws IOException {
        return send(method, path, "Content-Type: " + type, body.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
    }

    Answer sendCompressed(String path, String type, String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return send(
                "POST",
                path,
                "Content-Type: " + type + "\r\nContent-Encoding: gzip",
                bytes.toByteArray(),
                Integer.MAX_VALUE);
    }

    /** Sends some bytes of a bulk body, and ends. */
    Answer bulkPart(String body, int sent) throws IOException {
        return send("POST", "/bulk", "Content-Type: " + NDJSON, body.getBytes(StandardCharsets.UTF_8), sent);
    }

    /** Sends some bytes of a bulk body, and waits. */
    Answer bulkBeginning(String body, int sent) throws IOException {
        return send("POST", "/bulk", "Content-Type: " + NDJSON, body.getBytes(StandardCharsets.UTF_8), -sent - 1);
    }

    /** How many rows a table has. */
    int count(String table) throws IOException {
        return sql("SELECT COUNT(*) AS n FROM " + table)
                .json()
                .at("/0/data/0/n")
                .asInt();
    }

    private Answer send(String method, String path, String headers, byte[] body, int sent) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nConnection: close\r\n"
                + headers + "\r\nContent-Length: " + body.length + END_OF_HEAD;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(Arrays.copyOf(body, Math.min(body.length, sent < 0 ? -sent - 1 : sent)));
            if (sent >= 0 && sent < body.length) {
                socket.shutdownOutput();
            }
            return answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private Answer answer(String message) throws IOException {
        int end = message.indexOf(END_OF_HEAD);
        if (end < 0) {
            throw new EOFException(url + " closed the connection without an answer");
        }
        return new Answer(Integer.parseInt(message.split(" ", 3)[1]), message.substring(end + END_OF_HEAD.length()));
    }
}
