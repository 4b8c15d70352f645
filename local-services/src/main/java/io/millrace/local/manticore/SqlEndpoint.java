package io.millrace.local.manticore;

import io.millrace.local.manticore.http.HttpRequest;
import io.millrace.local.manticore.http.HttpResponse;
import io.millrace.local.manticore.json.JsonWriter;
import io.millrace.local.manticore.sql.Database;
import io.millrace.local.manticore.sql.Select;
import io.millrace.local.manticore.sql.SqlException;
import io.millrace.local.manticore.sql.SqlParser;
import io.millrace.local.manticore.sql.Statement;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code /sql} and {@code /cli_json}: statements as text. */
final class SqlEndpoint {
    private static final String RAW_FORM = "mode=raw&query=";

    private final Database database;

    SqlEndpoint(Database database) {
        this.database = database;
    }

    /** {@code /cli_json}: the body is the statement. */
    HttpResponse plain(HttpRequest request) throws IOException {
        return raw(new String(request.readBody(), StandardCharsets.UTF_8));
    }

    /**
     * {@code /sql}: the body is the statement, or a form with the statement in {@code query}. Without
     * {@code mode=raw} only SELECT is taken, and answered like {@code /search}.
     */
    HttpResponse form(HttpRequest request) throws IOException {
        String body = new String(request.readBody(), StandardCharsets.UTF_8);
        Optional<String> statement = statement(body).or(() -> request.parameter("query"));
        if (statement.isEmpty()) {
            return Failures.plain(400, "query missing");
        }
        boolean raw = body.startsWith(RAW_FORM)
                || request.parameter("mode").filter("raw"::equals).isPresent()
                || request.parameter("raw_response").filter("true"::equals).isPresent();
        return raw ? raw(statement.get()) : select(statement.get());
    }

    private HttpResponse select(String text) {
        try {
            if (!(SqlParser.parse(text).get(0) instanceof Select select)) {
                return Failures.plain(501, "only SELECT queries are supported");
            }
            JsonWriter json = new JsonWriter();
            select.find(database).writeHits(json);
            return HttpResponse.json(200, json.toBytes());
        } catch (SqlException e) {
            return Failures.plain(500, e.reason());
        }
    }

    private static Optional<String> statement(String body) {
        if (body.startsWith("query=") || body.startsWith(RAW_FORM)) {
            String encoded = body.substring(body.indexOf("query=") + "query=".length());
            return encoded.indexOf('=') >= 0
                    ? Optional.empty()
                    : Optional.of(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
        }
        return body.isEmpty() ? Optional.empty() : Optional.of(body);
    }

    private HttpResponse raw(String text) throws IOException {
        try {
            JsonWriter json = new JsonWriter();
            String separator = "[";
            for (Statement statement : SqlParser.parse(text)) {
                json.raw(separator);
                statement.execute(database).writeTo(json);
                separator = ",\n";
            }
            return HttpResponse.json(200, json.raw("]").toBytes());
        } catch (SqlException e) {
            return Failures.plain(500, e.reason());
        }
    }
}
