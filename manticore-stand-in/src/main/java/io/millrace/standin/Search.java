package io.millrace.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code /search} for words in one field: rows that have more of them come first, and there is no other ranking. */
final class Search {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT = 20;

    private final Catalog catalog;

    Search(Catalog catalog) {
        this.catalog = catalog;
    }

    private record Hit(Row row, int words) {
        String json(Schema schema) {
            String source = schema.columns().stream()
                    .map(column -> HttpResponse.quoted(column.name()) + ":" + Answer.ofSearch(row, column))
                    .collect(Collectors.joining(","));
            return "{\"_id\":" + Long.toUnsignedString(row.id()) + ",\"_score\":" + words + ",\"_source\":{" + source
                    + "}}";
        }
    }

    String answer(byte[] body) throws RefusedException, IOException {
        JsonNode request;
        try {
            request = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw RefusedException.malformed("unable to parse: ");
        }
        JsonNode match = request.path("query").path("match");
        if (request.size() != 2 || request.path("query").size() != 1 || match.size() != 1) {
            throw RefusedException.notServed(
                    "a search that is more than {\"table\":…,\"query\":{\"match\":{field:words}}}");
        }
        Map.Entry<String, JsonNode> words = match.properties().iterator().next();
        String table = request.path("table").asText().toLowerCase(Locale.ROOT);
        return catalog.find(table)
                .orElseThrow(() -> Select.missing(table))
                .read((schema, rows) -> answer(
                        schema,
                        rows.values(),
                        field(schema, table, words.getKey()),
                        words(words.getValue().asText())));
    }

    private static Column field(Schema schema, String table, String name) throws RefusedException {
        return schema.find(name)
                .filter(Column::indexed)
                .orElseThrow(() -> RefusedException.conflict(
                        "table " + table + ": query error: no field '" + name + "' found in schema"));
    }

    private static String answer(Schema schema, Collection<Row> rows, Column field, Set<String> wanted) {
        List<Hit> hits = new ArrayList<>();
        for (Row row : rows) {
            Set<String> found = words(row.text(field));
            found.retainAll(wanted);
            if (!found.isEmpty()) {
                hits.add(new Hit(row, found.size()));
            }
        }
        hits.sort(Comparator.comparingInt(Hit::words).reversed());
        return "{\"took\":0,\"timed_out\":false,\"hits\":{\"total\":" + hits.size()
                + ",\"total_relation\":\"eq\",\"hits\":["
                + hits.stream().limit(LIMIT).map(hit -> hit.json(schema)).collect(Collectors.joining(",")) + "]}}";
    }

    /** Letters without case and accents, digits and underscores make a word. */
    private static Set<String> words(String text) {
        String plain = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replaceAll("\\p{Mn}", "");
        Set<String> words = new HashSet<>(List.of(plain.split("[^\\p{L}\\p{N}_]+")));
        words.remove("");
        return words;
    }
}
