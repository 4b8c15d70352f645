package io.millrace.standin;

import static io.millrace.standin.HttpResponse.quoted;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Finds who answers a request. */
final class Endpoints implements HttpHandler {
    private static final String BANNER = "{\"name\":\"millrace-stand-in\",\"version\":{\"number\":\"7.4.1\"},"
            + "\"tagline\":\"Not Manticore, but a stand-in\"}";

    private static final String NDJSON = "application/x-ndjson";
    private static final String FORM = "query=";

    /** What a real server has besides, as long as it has no Buddy. */
    private static final Set<String> NOT_SERVED = Set.of(
            "/_bulk",
            "/cli",
            "/cli_json",
            "/delete",
            "/insert",
            "/json/bulk",
            "/metrics",
            "/pq",
            "/replace",
            "/update");

    private final Catalog catalog;
    private final Faults faults;
    private final Optional<Credentials> credentials;

    Endpoints(Catalog catalog, Faults faults, Optional<Credentials> credentials) {
        this.catalog = catalog;
        this.faults = faults;
        this.credentials = credentials;
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws IOException {
        Optional<HttpResponse> refusal = credentials.flatMap(required -> required.refusal(request));
        return refusal.isPresent() ? refusal.get() : faults.handle(request, this::answer);
    }

    private HttpResponse answer(HttpRequest request) throws IOException {
        try {
            return switch (request.path()) {
                case "/" -> HttpResponse.json(200, BANNER);
                case "/bulk" -> bulk(request);
                case "/search" -> HttpResponse.json(200, new Search(catalog).answer(request.readBody()));
                case "/sql" -> sql(request);
                default -> {
                    if (NOT_SERVED.contains(request.path())) {
                        throw RefusedException.notServed(request.path());
                    }
                    yield HttpResponse.error(501, request.path() + " - unsupported endpoint");
                }
            };
        } catch (RefusedException e) {
            return HttpResponse.error(e.isMalformed() ? 400 : 500, e.reason());
        }
    }

    private HttpResponse bulk(HttpRequest request) throws IOException {
        String type = request.header("Content-Type").split(";", 2)[0].strip();
        if (!type.equals(NDJSON)) {
            String reason = type.isEmpty() ? "Content-Type must be set" : "Content-Type must be " + NDJSON;
            return HttpResponse.json(
                    400, "{\"error\":{\"type\":\"parse_exception\",\"reason\":" + quoted(reason) + "},\"status\":400}");
        }
        return new Bulk(catalog, faults::refuses).carryOut(request.body());
    }

    private HttpResponse sql(HttpRequest request) throws RefusedException, IOException {
        String body = new String(request.readBody(), StandardCharsets.UTF_8);
        if (!request.target().endsWith("?mode=raw") || !body.startsWith(FORM)) {
            throw RefusedException.notServed("a statement that is not the field 'query' of a form at /sql?mode=raw");
        }
        String encoded = body.substring(FORM.length());
        if (encoded.indexOf('=') >= 0) {
            throw RefusedException.malformed("query missing");
        }
        return HttpResponse.json(200, new Sql(catalog).answer(URLDecoder.decode(encoded, StandardCharsets.UTF_8)));
    }
}
