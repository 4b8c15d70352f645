package io.millrace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The Manticore that the sink writes to. */
final class ManticoreIndex {
    private final HttpJson http;

    ManticoreIndex(HttpJson http) {
        this.http = http;
    }

    /** How many rows a table has; none while it does not exist. */
    long rows(String table) throws InterruptedException {
        return exists(table)
                ? sql("SELECT COUNT(*) AS n FROM `" + table + "`")
                        .path(0)
                        .path("n")
                        .asLong()
                : 0;
    }

    private boolean exists(String table) throws InterruptedException {
        for (JsonNode row : sql("SHOW TABLES LIKE '" + table + "'")) {
            // The column's name differs between versions; the pattern takes an underscore for any character.
            if (row.path("Table").asText(row.path("Index").asText()).equals(table)) {
                return true;
            }
        }
        return false;
    }

    /** The rows of the result. */
    private JsonNode sql(String statement) throws InterruptedException {
        HttpJson.Answer answer = http.call(
                "POST",
                "/sql?mode=raw",
                "application/x-www-form-urlencoded",
                "query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8));
        if (answer.status() != 200) {
            throw new SyncException("Manticore answers with status " + answer.status() + " to " + statement + ": "
                    + answer.body().path("error").asText());
        }
        return answer.body().path(0).path("data");
    }
}
