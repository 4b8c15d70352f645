package io.millrace.local.manticore.http;

import io.millrace.local.manticore.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests of one connection, one after the other. */
final class HttpConnection {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");
    /** About what Manticore has read when it answers early: more than this unread, and the client may see a reset. */
    private static final int DROPPED_BEFORE_CLOSE = 256 << 10;

    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketReader reader;
    private final OutputStream output;
    private final HttpHandler handler;

    HttpConnection(Socket socket, HttpHandler handler) throws IOException {
        this.reader = new SocketReader(socket.getInputStream());
        this.output = socket.getOutputStream();
        this.handler = handler;
    }

    void serve() throws IOException {
        boolean keep = true;
        while (keep) {
            String requestLine = reader.line();
            if (requestLine == null) {
                return;
            }
            keep = requestLine.isEmpty() || serve(requestLine);
        }
    }

    /** @return whether the connection stays open */
    private boolean serve(String requestLine) throws IOException {
        String[] words = requestLine.split(" ", -1);
        if (words.length != 3 || !METHODS.contains(words[0])) {
            return false;
        }
        Map<String, String> headers = readHeaders();
        HttpRequest request = new HttpRequest(words[0], words[1], headers, body(words[0], headers));
        HttpResponse response = answer(request);
        boolean keep = response.status() < 400 && staysOpen(words[2], headers);
        send(response, words[0].equals("HEAD"));
        if (keep) {
            request.body().skip(Long.MAX_VALUE);
        } else {
            reader.dropArrived(DROPPED_BEFORE_CLOSE);
        }
        return keep;
    }

    private HttpResponse answer(HttpRequest request) throws IOException {
        try {
            return handler.handle(request);
        } catch (HangUpException e) {
            throw e;
        } catch (IOException e) {
            LOG.error("Could not carry out {} {}", request.method(), request.target(), e);
            return HttpResponse.json(
                    500,
                    new JsonWriter()
                            .raw("{\"error\":")
                            .text(e.toString())
                            .raw("}")
                            .toBytes());
        }
    }

    private Map<String, String> readHeaders() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = reader.line(); line != null && !line.isEmpty(); line = reader.line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
        }
        return headers;
    }

    private static boolean isChunked(Map<String, String> headers) {
        return headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked");
    }

    private InputStream body(String method, Map<String, String> headers) throws IOException {
        boolean awaited = headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue");
        BodyStream.Beginning beginning = awaited ? this::sendContinue : () -> {};
        if (isChunked(headers)) {
            return BodyStream.chunked(reader, beginning);
        }
        try {
            return BodyStream.ofLength(reader, Long.parseLong(headers.getOrDefault("content-length", "0")), beginning);
        } catch (NumberFormatException e) {
            throw new IOException(method + " with a Content-Length that is no number", e);
        }
    }

    private void sendContinue() throws IOException {
        output.write(CONTINUE);
    }

    private static boolean staysOpen(String version, Map<String, String> headers) {
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        return version.equals("HTTP/1.0") ? connection.equals("keep-alive") : !connection.equals("close");
    }

    private void send(HttpResponse response, boolean headOnly) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(response.status())
                .append(' ')
                .append(reason(response.status()))
                .append("\r\n"
                        + "Server: millrace-stand-in\r\n"
                        + "Content-Type: application/json; charset=UTF-8\r\n"
                        + "Content-Length: ")
                .append(response.body().length)
                // That it closes the connection, Manticore does not say.
                .append("\r\n");
        response.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        byte[] headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] message = new byte[headBytes.length + (headOnly ? 0 : response.body().length)];
        System.arraycopy(headBytes, 0, message, 0, headBytes.length);
        System.arraycopy(response.body(), 0, message, headBytes.length, message.length - headBytes.length);
        output.write(message);
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 409 -> "Conflict";
            case 413 -> "Request Entity Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            default -> "Status " + status;
        };
    }
}
