package io.millrace.command.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.command.console.CommandException;
import io.millrace.command.service.JsonHttpClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Counts rows in the Manticore that the sink writes to. */
final class ManticoreIndex {
    private final JsonHttpClient http;

    ManticoreIndex(JsonHttpClient http) {
        this.http = http;
    }

    /** The number of rows in a table; 0 while the table does not exist. */
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
            // The column is called Table or Index, depending on the version; in LIKE an underscore matches any
            // character.
            if (row.path("Table").asText(row.path("Index").asText()).equals(table)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the rows of the result. */
    private JsonNode sql(String statement) throws InterruptedException {
        JsonHttpClient.Answer answer = http.call(
                "POST",
                "/sql?mode=raw",
                "application/x-www-form-urlencoded",
                "query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8));
        if (answer.status() != 200) {
            throw new CommandException("Manticore answered with status " + answer.status() + " to " + statement + ": "
                    + answer.body().path("error").asText());
        }
        return answer.body().path(0).path("data");
    }
}
