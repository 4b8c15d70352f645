package io.millrace.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.ManticoreHttp;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Manticore has of the shop. */
final class ShopIndex {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final String VERSION = "event_id";
    private static final Set<String> OF_THE_SINK = Set.of("id", VERSION, "row_key");

    private final ManticoreHttp manticore;

    ShopIndex(String url) {
        this.manticore = new ManticoreHttp(url);
    }

    /**
     * Lets a table pass that is not there yet, or is there from an earlier time.
     *
     * @param columns those of the sample's table
     * @throws QuickstartException when Manticore has another table of that name
     */
    void requireNoOther(String table, Set<String> columns) {
        sql("DESC " + table).ifPresent(answer -> {
            Set<String> found = new HashSet<>();
            answer.path(0)
                    .path("data")
                    .forEach(column -> found.add(column.path("Field").asText()));
            boolean written = found.contains(VERSION);
            found.removeAll(OF_THE_SINK);
            if (!written || !columns.containsAll(found)) {
                throw new QuickstartException("Manticore at " + manticore + " has a table '" + table
                        + "' that is not the sample's; it is left alone. Name another server in MILLRACE_MANTICORE_URL,"
                        + " or none.");
            }
        });
    }

    /** The highest version of a document; 0 when there is none. */
    long newestVersion(String table) {
        return number("SELECT MAX(" + VERSION + ") AS number FROM " + table);
    }

    /** The number of documents whose version is higher; 0 while the table does not exist. */
    long countNewer(String table, long version) {
        return number("SELECT COUNT(*) AS number FROM " + table + " WHERE " + VERSION + " > " + version);
    }

    private long number(String query) {
        return sql(query)
                .map(answer ->
                        answer.path(0).path("data").path(0).path("number").asLong())
                .orElse(0L);
    }

    /** Whether a search for the words in that field has the product among its first hits. */
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

    /** The body of a search, as a user would type it. */
    static String searchFor(String field, String words) {
        try {
            return JSON.writeValueAsString(JSON.createObjectNode()
                    .put("table", Shop.PRODUCTS)
                    .set("query", JSON.valueToTree(Map.of("match", Map.of(field, words)))));
        } catch (IOException e) {
            throw new IllegalStateException("A search cannot be written", e);
        }
    }

    private interface Request {
        ManticoreHttp.Answer send() throws IOException;
    }

    private Optional<JsonNode> sql(String statement) {
        return answer(() -> manticore.sql(statement));
    }

    /** Empty when Manticore refuses it. */
    private Optional<JsonNode> answer(Request request) {
        try {
            ManticoreHttp.Answer answer = request.send();
            return answer.status() == OK ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            throw new QuickstartException("Manticore at " + manticore + " does not answer: " + e, e);
        }
    }
}
