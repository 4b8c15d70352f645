package io.millrace.local.manticore;

import io.millrace.local.manticore.http.HttpHandler;
import io.millrace.local.manticore.http.HttpRequest;
import io.millrace.local.manticore.http.HttpResponse;
import io.millrace.local.manticore.json.Json;
import io.millrace.local.manticore.json.JsonSyntaxException;
import io.millrace.local.manticore.json.JsonWriter;
import io.millrace.local.manticore.search.JsonQueries;
import io.millrace.local.manticore.search.SearchException;
import io.millrace.local.manticore.sql.Database;
import io.millrace.local.manticore.sql.Select;
import io.millrace.local.manticore.sql.SqlException;
import java.io.IOException;

/** {@code /search}: a query as JSON. */
final class SearchEndpoint implements HttpHandler {
    private final Database database;

    SearchEndpoint(Database database) {
        this.database = database;
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws IOException {
        byte[] body = request.readBody();
        try {
            Select select = new Select(JsonQueries.of(new Json().parse(body)));
            JsonWriter json = new JsonWriter();
            select.find(database).writeHits(json);
            return HttpResponse.json(200, json.toBytes());
        } catch (JsonSyntaxException e) {
            return Failures.plain(400, String.valueOf(e.getMessage()));
        } catch (SearchException e) {
            return Failures.plain(400, e.reason());
        } catch (SqlException e) {
            return Failures.plain(500, e.reason());
        }
    }
}
