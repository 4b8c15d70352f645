package io.millrace.manticore.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.manticore.Searchd;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Looks at a table now and then: no row may be older than when it was last seen, nor come back after its delete. */
final class SeenVersions {
    private final Searchd searchd;
    private final String table;
    private final History history;
    private final Map<Long, Long> seen = new HashMap<>();
    private final Set<Long> gone = new HashSet<>();

    SeenVersions(Searchd searchd, String table, History history) {
        this.searchd = searchd;
        this.table = table;
        this.history = history;
    }

    Map<Long, Long> look() {
        Map<Long, Long> now = new HashMap<>();
        for (JsonNode row : searchd.rows("SELECT id, title, event_id FROM " + table + " LIMIT 1000")) {
            long version = row.path("event_id").asLong();
            assertThat(row.path("title").asText()).isEqualTo("v" + version);
            now.put(row.path("id").asLong(), version);
        }
        now.forEach((row, version) ->
                assertThat(version).as("version of row %d", row).isGreaterThanOrEqualTo(seen.getOrDefault(row, 0L)));
        seen.replaceAll((row, version) ->
                now.containsKey(row) || !gone.add(row) ? version : history.deletedAfter(row, version));
        gone.removeAll(now.keySet());
        seen.putAll(now);
        return now;
    }
}
