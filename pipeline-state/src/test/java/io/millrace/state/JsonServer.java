package io.millrace.state;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;

/** Gives prepared answers in order, repeating the last one, and records the requests. */
public final class JsonServer implements AutoCloseable {
    private final HttpServer server;
    private final Queue<HttpAnswer> answers = new ArrayDeque<>();
    private final List<RecordedRequest> requests = new ArrayList<>();

    private record HttpAnswer(int status, String body) {}

    public record RecordedRequest(String line, String authorization, String body) {}

    public JsonServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(new RecordedRequest(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            HttpAnswer answer = answers.size() > 1 ? answers.remove() : Objects.requireNonNull(answers.peek());
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    public JsonServer answering(int status, String body) {
        answers.add(new HttpAnswer(status, body));
        return this;
    }

    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public List<RecordedRequest> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
