package io.millrace.manticore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.ManticoreHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Queries a Manticore directly, bypassing the code under test. */
public final class Searchd {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ManticoreHttp http;

    public Searchd(String url) {
        http = new ManticoreHttp(url);
    }

    public List<JsonNode> rows(String statement) {
        List<JsonNode> rows = new ArrayList<>();
        JsonNode answer = sql(statement);
        if (!answer.path(0).path("total").isNumber()) {
            throw new AssertionError(statement + ": " + answer);
        }
        answer.path(0).path("data").forEach(rows::add);
        return rows;
    }

    public JsonNode sql(String statement) {
        return answer(() -> http.sql(statement));
    }

    public JsonNode bulk(String lines) {
        return answer(() -> http.post("/bulk", "application/x-ndjson", lines));
    }

    /** Drops a table of a test and what is remembered of its rows, and nothing else that an external server holds. */
    public void forget(String table) {
        sql("DROP TABLE IF EXISTS " + table);
        // Refused while nothing was ever deleted, or none ever expired.
        sql("DELETE FROM millrace_tombstones WHERE table_name='" + table + "'");
        sql("DELETE FROM millrace_expirations WHERE table_name='" + table + "'");
    }

    private interface Request {
        ManticoreHttp.Answer send() throws IOException;
    }

    private static JsonNode answer(Request request) {
        try {
            return JSON.readTree(request.send().body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
