package io.millrace.local.manticore;

import io.millrace.local.manticore.documents.DocumentChanges;
import io.millrace.local.manticore.documents.Operation;
import io.millrace.local.manticore.http.HttpHandler;
import io.millrace.local.manticore.http.HttpRequest;
import io.millrace.local.manticore.http.HttpResponse;
import io.millrace.local.manticore.sql.Database;
import io.millrace.local.manticore.storage.Catalog;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Finds who answers a request. */
final class Endpoints implements HttpHandler {
    private static final String BANNER = """
            {
              "name" : "millrace-stand-in",
              "cluster_name" : "distribution",
              "cluster_uuid" : "millrace",
              "version" : {
                "number" : "7.4.1",
                "build_flavor" : "default",
                "build_type" : "stand-in",
                "lucene_version" : "8.2.0",
                "minimum_wire_compatibility_version" : "6.8.0",
                "minimum_index_compatibility_version" : "6.0.0-beta1"
              },
              "tagline" : "Not Manticore, but a stand-in"
            }
            """;

    /** Of all requests but bulk ones, which have no limit. */
    private static final long MAX_PACKET_BYTES = 128 << 20;

    private final Map<String, HttpHandler> byPath;
    private final FaultsEndpoint faultsEndpoint;
    private final Faults faults;
    private final Optional<Credentials> credentials;

    Endpoints(Catalog catalog, Faults faults, Optional<Credentials> credentials) {
        DocumentChanges changes = new DocumentChanges(catalog, faults::refuses);
        Database database = new Database(catalog, changes);
        SqlEndpoint sql = new SqlEndpoint(database);
        this.faults = faults;
        this.faultsEndpoint = new FaultsEndpoint(faults);
        this.credentials = credentials;
        this.byPath = Map.of(
                "/", request -> HttpResponse.json(200, BANNER),
                "/bulk", new BulkEndpoint(changes),
                "/insert", new DocumentEndpoint(Operation.INSERT, changes),
                "/replace", new DocumentEndpoint(Operation.REPLACE, changes),
                "/update", new DocumentEndpoint(Operation.UPDATE, changes),
                "/delete", new DocumentEndpoint(Operation.DELETE, changes),
                "/search", new SearchEndpoint(database),
                "/sql", sql::form,
                "/cli_json", sql::plain,
                "/cli", request -> Failures.plain(501, "can not process /cli endpoint without buddy"));
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws IOException {
        if (request.path().equals(FaultsEndpoint.PATH)) {
            return faultsEndpoint.handle(request);
        }
        Optional<HttpResponse> refusal = credentials.flatMap(required -> required.refusal(request));
        return refusal.isPresent() ? refusal.get() : faults.handle(request, this::answer);
    }

    private HttpResponse answer(HttpRequest request) throws IOException {
        String path = request.path().startsWith("/json/") ? request.path().substring("/json".length()) : request.path();
        HttpHandler endpoint = byPath.get(path);
        if (endpoint == null) {
            return Failures.plain(501, request.path() + " - unsupported endpoint");
        }
        if (!path.equals("/bulk") && bodyBytes(request) > MAX_PACKET_BYTES) {
            return Failures.plain(413, "length out of bounds " + bodyBytes(request) + "(" + MAX_PACKET_BYTES + ")");
        }
        return endpoint.handle(request);
    }

    private static long bodyBytes(HttpRequest request) {
        return request.header("Content-Length").map(Long::parseLong).orElse(0L);
    }
}
