package io.millrace.status;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.state.snapshot.PipelineSnapshot;
import io.millrace.state.snapshot.SnapshotJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Serves the page's own files, and for its requests a status that the test chooses. */
final class FakeWorker implements AutoCloseable {
    private static final List<String> FILES = List.of("page.css", "page.js", "icon.svg");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Supplier<PipelineSnapshot> status;
    private volatile String latency = "0.123";

    FakeWorker(Supplier<PipelineSnapshot> status) throws IOException {
        this.status = status;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/millrace";
    }

    void answers(Supplier<PipelineSnapshot> next) {
        status = next;
        asked.set(0);
    }

    void latency(String seconds) {
        latency = seconds;
    }

    /** How often the status was asked for since it was last changed. */
    int asked() {
        return asked.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String file = path.substring(path.lastIndexOf('/') + 1);
        if (path.equals("/millrace")) {
            answer(exchange, StatusPage.content("page.html"), "text/html");
        } else if (path.equals("/millrace/status")) {
            asked.incrementAndGet();
            answer(
                    exchange,
                    SnapshotJson.of(status.get(), "http://connect-1:8083").toString(),
                    "application/json");
        } else if (path.equals("/millrace/metrics")) {
            String labels = "{connector=\"manticore-sink\",task=\"0\"} ";
            answer(exchange, "millrace_sink_seconds_to_searchable_avg" + labels + latency + '\n', "text/plain");
        } else if (FILES.contains(file)) {
            answer(exchange, StatusPage.content(file), type(file));
        } else {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        }
    }

    private static String type(String file) {
        return file.endsWith(".css") ? "text/css" : file.endsWith(".js") ? "text/javascript" : "image/svg+xml";
    }

    private static void answer(HttpExchange exchange, String body, String type) {
        answer(exchange, body.getBytes(StandardCharsets.UTF_8), type);
    }

    private static void answer(HttpExchange exchange, byte[] body, String type) {
        exchange.getResponseHeaders().set("Content-Type", type + ";charset=utf-8");
        exchange.getResponseHeaders().set("Content-Security-Policy", StatusPage.CONTENT_SECURITY_POLICY);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
