package io.millrace.standin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds who answers a request. */
final class Endpoints {
    private static final String BANNER = "{\"name\":\"millrace-stand-in\",\"version\":{\"number\":\"7.4.1\"},"
            + "\"tagline\":\"Not Manticore, but a stand-in\"}";

    private static final String NDJSON = "application/x-ndjson";
    private static final String FORM = "query=";

    private final Catalog catalog;
    private final Faults faults;
    private final Sql sql;

    Endpoints(Catalog catalog, Faults faults) {
        this.catalog = catalog;
        this.faults = faults;
        this.sql = new Sql(catalog);
    }

    /** @throws IOException to close the connection without an answer */
    HttpResponse handle(HttpRequest request) throws IOException {
        return faults.handle(request, this::answer);
    }

    private HttpResponse answer(HttpRequest request) throws IOException {
        try {
            return switch (request.path()) {
                case "/" -> HttpResponse.json(200, BANNER);
                case "/bulk" -> bulk(request);
                case "/search" ->
                    HttpResponse.json(200, Search.answer(catalog, request.body().readAllBytes()));
                case "/sql" -> sql(request);
                default -> throw RefusedException.notServed(request.path());
            };
        } catch (RefusedException e) {
            return HttpResponse.error(e.status, e.reason);
        }
    }

    private HttpResponse bulk(HttpRequest request) throws IOException {
        String type = request.header("Content-Type").split(";", 2)[0].strip();
        if (!type.equals(NDJSON)) {
            return HttpResponse.json(
                    400,
                    "{\"error\":{\"type\":\"parse_exception\",\"reason\":\"Content-Type must be application/x-ndjson\"},"
                            + "\"status\":400}");
        }
        if (!faults.isDiskFull()) {
            return new Bulk(catalog, faults).carryOut(request.body());
        }
        byte[] body = request.body().readAllBytes();
        Optional<HttpResponse> state = faults.answerToBulk(body);
        return state.isPresent() ? state.get() : new Bulk(catalog, faults).carryOut(new ByteArrayInputStream(body));
    }

    private HttpResponse sql(HttpRequest request) throws RefusedException, IOException {
        String body = new String(request.body().readAllBytes(), StandardCharsets.UTF_8);
        if (!request.target().endsWith("?mode=raw") || !body.startsWith(FORM)) {
            throw RefusedException.notServed("a statement that is not the field 'query' of a form at /sql?mode=raw");
        }
        String statement = URLDecoder.decode(body.substring(FORM.length()), StandardCharsets.UTF_8);
        Optional<String> state = faults.answer(statement);
        return HttpResponse.json(200, state.isPresent() ? state.get() : sql.answer(statement));
    }
}
