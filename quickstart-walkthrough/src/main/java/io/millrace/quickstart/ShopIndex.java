package io.millrace.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.ManticoreHttp;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables of the shop in Manticore. */
final class ShopIndex {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final String VERSION = "event_id";
    private static final Set<String> ADDED_BY_SINK = Set.of("id", VERSION, "row_key");

    private final ManticoreHttp manticore;

    ShopIndex(String url) {
        this.manticore = new ManticoreHttp(url);
    }

    /**
     * Accepts a table that does not exist yet, or exists from an earlier quickstart.
     *
     * @param columns the columns of the sample table
     * @throws QuickstartException if Manticore has a different table of that name
     */
    void requireSampleOrNone(String table, Set<String> columns) {
        sql("DESC " + table).ifPresent(answer -> {
            Set<String> found = new HashSet<>();
            answer.path(0)
                    .path("data")
                    .forEach(column -> found.add(column.path("Field").asText()));
            boolean written = found.contains(VERSION);
            found.removeAll(ADDED_BY_SINK);
            if (!written || !columns.containsAll(found)) {
                throw new QuickstartException("Manticore at " + manticore + " has a table '" + table
                        + "' that is not the sample's, and was left unchanged. Set MILLRACE_MANTICORE_URL to another server,"
                        + " or unset it.");
            }
        });
    }

    /** The highest version of any document; 0 if there is none. */
    long newestVersion(String table) {
        return number("SELECT MAX(" + VERSION + ") AS number FROM " + table);
    }

    /** The number of documents with a higher version; 0 while the table does not exist. */
    long countNewer(String table, long version) {
        return number("SELECT COUNT(*) AS number FROM " + table + " WHERE " + VERSION + " > " + version);
    }

    private long number(String query) {
        return sql(query)
                .map(answer ->
                        answer.path(0).path("data").path(0).path("number").asLong())
                .orElse(0L);
    }

    /** Whether the product is among the first hits of a search for the words in that field. */
    boolean finds(long product, String field, String words) {
        Optional<JsonNode> answer =
                answer(() -> manticore.post("/search", "application/json", searchFor(field, words)));
        for (JsonNode hit : answer.orElseThrow(
                        () -> new QuickstartException("Manticore at " + manticore + " refused a search for " + words))
                .path("hits")
                .path("hits")) {
            if (hit.path("_id").asText().equals(Long.toString(product))) {
                return true;
            }
        }
        return false;
    }

    /** The body of a search request. */
    static String searchFor(String field, String words) {
        try {
            return JSON.writeValueAsString(JSON.createObjectNode()
                    .put("table", Shop.PRODUCTS)
                    .set("query", JSON.valueToTree(Map.of("match", Map.of(field, words)))));
        } catch (IOException e) {
            throw new IllegalStateException("Cannot write a search request", e);
        }
    }

    private interface Request {
        ManticoreHttp.Answer send() throws IOException;
    }

    private Optional<JsonNode> sql(String statement) {
        return answer(() -> manticore.sql(statement));
    }

    /** Empty if Manticore refuses the request. */
    private Optional<JsonNode> answer(Request request) {
        try {
            ManticoreHttp.Answer answer = request.send();
            return answer.status() == OK ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            throw new QuickstartException("Manticore at " + manticore + " does not answer: " + e, e);
        }
    }
}
