package io.millrace.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the Manticore that the sink writes to says about itself and its tables. */
public final class ManticoreIndex {
    private final JsonHttpClient http;

    public ManticoreIndex(JsonHttpClient http) {
        this.http = http;
    }

    /** The number of rows in a table; 0 while the table does not exist. */
    public long rows(String table) throws InterruptedException {
        return exists(table)
                ? sql("SELECT COUNT(*) AS n FROM `" + table + "`")
                        .path(0)
                        .path("n")
                        .asLong()
                : 0;
    }

    /** The server's counters: its version, connections, queues. */
    public Map<String, String> status() throws InterruptedException {
        return pairs("SHOW STATUS");
    }

    /** The settings of the server's configuration file that are set, such as {@code searchd.auto_schema}. */
    public Map<String, String> settings() throws InterruptedException {
        return pairs("SHOW SETTINGS");
    }

    /** The state of a table: documents, bytes, chunks; empty if the table does not exist. */
    public Optional<Map<String, String>> table(String table) throws InterruptedException {
        return exists(table) ? Optional.of(pairs("SHOW TABLE " + table + " STATUS")) : Optional.empty();
    }

    /** The version of a document; 0 if there is none. */
    public long version(String table, long document) throws InterruptedException {
        return exists(table)
                ? sql("SELECT id, event_id FROM " + table + " WHERE id IN (" + document
                                + ") LIMIT 1 OPTION max_matches=1")
                        .path(0)
                        .path("event_id")
                        .asLong()
                : 0;
    }

    private Map<String, String> pairs(String statement) throws InterruptedException {
        Map<String, String> pairs = new TreeMap<>();
        for (JsonNode row : sql(statement)) {
            Iterator<JsonNode> columns = row.elements();
            pairs.put(columns.next().asText(), columns.next().asText());
        }
        return pairs;
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
            throw new StateException("Manticore at " + http + " answered with status " + answer.status() + " to "
                    + statement + ": " + answer.body().path("error").asText());
        }
        return answer.body().path(0).path("data");
    }
}
