package io.millrace.standin;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Serves the requests of one connection, one after the other. */
final class HttpConnection {
    /** About what Manticore has read when it answers early: with more than this unread, the client may see a reset. */
    private static final int DROPPED_BEFORE_CLOSE = 256 << 10;

    private final InputStream input;
    private final OutputStream output;
    private final Endpoints endpoints;

    HttpConnection(Socket socket, Endpoints endpoints) throws IOException {
        this.input = new BufferedInputStream(socket.getInputStream(), 64 << 10);
        this.output = socket.getOutputStream();
        this.endpoints = endpoints;
    }

    void serve() throws IOException {
        boolean open = true;
        while (open) {
            String[] request = line().split(" ", -1);
            // An empty line is also what the end of the stream looks like.
            open = request.length == 3 && serve(request);
        }
    }

    /** Returns whether the connection stays open. */
    private boolean serve(String[] requestLine) throws IOException {
        Map<String, String> headers = headers();
        InputStream body = new LimitedStream(input, Long.parseLong(headers.getOrDefault("content-length", "0")));
        HttpRequest request = new HttpRequest(requestLine[1], headers, body);
        HttpResponse response = answer(request);
        boolean open = response.status() < 400 && !request.header("Connection").equalsIgnoreCase("close");
        send(response);
        if (open) {
            body.skip(Long.MAX_VALUE);
        } else {
            dropArrived();
        }
        return open;
    }

    private HttpResponse answer(HttpRequest request) throws IOException {
        boolean plain = Stream.of("Transfer-Encoding", "Content-Encoding", "Expect")
                .allMatch(name -> request.header(name).isEmpty());
        return plain
                ? endpoints.handle(request)
                : HttpResponse.error(
                        500,
                        "trap: not served: a body that is compressed, comes in chunks or waits to be asked for;"
                                + " send it plain and with its Content-Length");
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] header = line.split(":", 2);
            if (header.length == 2) {
                headers.put(header[0].toLowerCase(Locale.ROOT), header[1].strip());
            }
        }
        return headers;
    }

    /** A line of a request's head without its end; empty at the end of the stream. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = input.read(); b != '\n' && b >= 0; b = input.read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }

    private void send(HttpResponse response) throws IOException {
        // Manticore does not say that it closes the connection after an error.
        String head = "HTTP/1.1 " + response.status() + (response.status() == 200 ? " OK" : " Refused")
                + "\r\nServer: millrace-stand-in\r\nContent-Type: application/json; charset=UTF-8\r\n"
                + "Content-Length: " + response.body().length + "\r\n\r\n";
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        message.writeBytes(response.body());
        message.writeTo(output);
    }

    /** Reads what has come in already, so that closing the connection does not take the answer back. */
    private void dropArrived() throws IOException {
        for (long left = DROPPED_BEFORE_CLOSE; left > 0 && input.available() > 0; ) {
            left -= input.skip(Math.min(left, input.available()));
        }
    }
}
