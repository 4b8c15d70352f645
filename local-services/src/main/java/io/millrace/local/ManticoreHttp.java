package io.millrace.local;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Sends requests to Manticore, each on a new connection: after an error Manticore closes the connection without
 * announcing it, so the next request would get no answer. Java's own clients cannot be told not to reuse connections.
 */
public final class ManticoreHttp {
    private static final int TIMEOUT_MS = 60_000;
    private static final int USUAL_PORT = 9308;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final URI url;

    public ManticoreHttp(String url) {
        this.url = URI.create(url);
    }

    public record Answer(int status, String body) {}

    /** Runs a SQL statement. */
    public Answer sql(String statement) throws IOException {
        return post(
                "/sql?mode=raw",
                "application/x-www-form-urlencoded",
                "query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8));
    }

    public Answer post(String path, String contentType, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST " + path + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nConnection: close\r\nContent-Type: "
                        + contentType + "\r\nContent-Length: " + bytes.length + END_OF_HEAD;
        try (Socket socket = new Socket()) {
            int port = url.getPort() < 0 ? USUAL_PORT : url.getPort();
            socket.connect(new InetSocketAddress(url.getHost(), port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            OutputStream output = socket.getOutputStream();
            output.write(head.getBytes(StandardCharsets.ISO_8859_1));
            output.write(bytes);
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

    @Override
    public String toString() {
        return url.toString();
    }
}
