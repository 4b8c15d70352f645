package io.millrace.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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

    private Search() {}

    private record Hit(Row row, int words) {
        String json() {
            String source = row.schema().columns().stream()
                    .map(column -> HttpResponse.quoted(column.name()) + ":" + Answer.ofSearch(row, column))
                    .collect(Collectors.joining(","));
            return "{\"_id\":" + Long.toUnsignedString(row.id()) + ",\"_score\":" + words + ",\"_source\":{" + source
                    + "}}";
        }
    }

    static String answer(Catalog catalog, byte[] body) throws RefusedException, IOException {
        JsonNode request = JSON.readTree(body);
        JsonNode match = request.path("query").path("match");
        if (request.size() != 2 || request.path("query").size() != 1 || match.size() != 1) {
            throw RefusedException.notServed(
                    "a search that is more than {\"table\": ..., \"query\": {\"match\": {field: words}}}");
        }
        Map.Entry<String, JsonNode> wanted = match.properties().iterator().next();
        List<Hit> hits = catalog.searched(request.path("table").asText()).read(table -> {
            Column field = table.column(wanted.getKey());
            Set<String> words = words(wanted.getValue().asText());
            return table.rows().values().stream()
                    .map(row -> new Hit(row, common(words, row.text(field))))
                    .filter(hit -> hit.words() > 0)
                    .sorted(Comparator.comparingInt(Hit::words).reversed())
                    .toList();
        });
        return "{\"took\":0,\"timed_out\":false,\"hits\":{\"total\":" + hits.size()
                + ",\"total_relation\":\"eq\",\"hits\":["
                + hits.stream().limit(LIMIT).map(Hit::json).collect(Collectors.joining(",")) + "]}}";
    }

    private static int common(Set<String> words, String text) {
        Set<String> common = words(text);
        common.retainAll(words);
        return common.size();
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>(List.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}_]+")));
        words.remove("");
        return words;
    }
}
