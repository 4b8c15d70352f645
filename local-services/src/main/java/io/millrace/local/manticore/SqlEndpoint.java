package io.millrace.local.manticore;

import io.millrace.local.manticore.http.HttpRequest;
import io.millrace.local.manticore.http.HttpResponse;
import io.millrace.local.manticore.json.JsonWriter;
import io.millrace.local.manticore.sql.Database;
import io.millrace.local.manticore.sql.SqlException;
import io.millrace.local.manticore.sql.SqlParser;
import io.millrace.local.manticore.sql.Statement;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code /sql} and {@code /cli_json}: statements as text. */
final class SqlEndpoint {
    private final Database database;

    SqlEndpoint(Database database) {
        this.database = database;
    }

    /** {@code /cli_json}: the body is the statement. */
    HttpResponse plain(HttpRequest request) throws IOException {
        return raw(new String(request.readBody(), StandardCharsets.UTF_8));
    }

    /** {@code /sql}: the body is the statement, or a form with the statement in {@code query}. */
    HttpResponse form(HttpRequest request) throws IOException {
        String body = new String(request.readBody(), StandardCharsets.UTF_8);
        Optional<String> statement = statement(body);
        if (statement.isEmpty()) {
            return Failures.plain(400, "query missing");
        }
        return raw(statement.get());
    }

    private static Optional<String> statement(String body) {
        if (body.startsWith("query=") || body.startsWith("mode=raw&query=")) {
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
