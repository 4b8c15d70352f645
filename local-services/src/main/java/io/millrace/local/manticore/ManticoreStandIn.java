package io.millrace.local.manticore;

import io.millrace.local.manticore.documents.DocumentChanges;
import io.millrace.local.manticore.http.HttpHandler;
import io.millrace.local.manticore.http.HttpRequest;
import io.millrace.local.manticore.http.HttpResponse;
import io.millrace.local.manticore.http.HttpServer;
import io.millrace.local.manticore.sql.Database;
import io.millrace.local.manticore.storage.Catalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Serves the subset of Manticore's HTTP API that this project uses, on 127.0.0.1. What was answered with success
 * survives the end of the process, however that comes.
 */
public final class ManticoreStandIn implements AutoCloseable {
    private final Catalog catalog;
    private final HttpServer server;

    private ManticoreStandIn(Catalog catalog, HttpServer server) {
        this.catalog = catalog;
        this.server = server;
    }

    /**
     * Opens the tables in the directory, which it makes if need be, and listens.
     *
     * @param port 0 for a free one
     */
    public static ManticoreStandIn start(Path dataDirectory, int port) throws IOException {
        Catalog catalog = Catalog.open(dataDirectory);
        return new ManticoreStandIn(catalog, HttpServer.start(port, router(catalog)));
    }

    private static HttpHandler router(Catalog catalog) {
        DocumentChanges changes = new DocumentChanges(catalog, id -> false);
        SqlEndpoint sql = new SqlEndpoint(new Database(catalog, changes));
        Map<String, HttpHandler> endpoints = Map.of(
                "/bulk",
                new BulkEndpoint(changes),
                "/sql",
                sql::form,
                "/cli_json",
                sql::plain,
                "/",
                request -> HttpResponse.json(200, "{\"version\":{\"number\":\"7.4.1\"}}"));
        return (HttpRequest request) -> {
            HttpHandler endpoint = endpoints.get(request.path());
            return endpoint == null
                    ? Failures.plain(501, request.path() + " - unsupported endpoint")
                    : endpoint.handle(request);
        };
    }

    public int port() {
        return server.port();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() throws IOException {
        server.close();
        catalog.close();
    }

    /** {@code --port N --data DIR}: serves until the process ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = 9308;
        Path data = Path.of("manticore-stand-in");
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--port" -> port = Integer.parseInt(arguments[i + 1]);
                case "--data" -> data = Path.of(arguments[i + 1]);
                default ->
                    throw new IllegalArgumentException(
                            "Unknown option " + arguments[i] + "; there are --port N and --data DIR");
            }
        }
        ManticoreStandIn standIn = start(data, port);
        System.out.println("Manticore stand-in at " + standIn.url());
        Thread.currentThread().join();
    }
}
