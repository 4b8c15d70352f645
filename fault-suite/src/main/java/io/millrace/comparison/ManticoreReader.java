package io.millrace.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.local.ManticoreHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads Manticore's tables through its SQL endpoint over HTTP. */
public final class ManticoreReader {
    private static final int PAGE = 1000;

    private final ManticoreHttp http;
    private final JsonMapper json = JsonMapper.builder()
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public ManticoreReader(String url) {
        http = new ManticoreHttp(url);
    }

    /** The table does not exist, or not yet: an assertion that is awaited is made again. */
    public static final class NoSuchTable extends AssertionError {
        NoSuchTable(String message) {
            super(message);
        }
    }

    /** @param faults documents that are wrong by themselves: without a version, or a second one for the same key */
    record Rows(Map<List<Object>, Map<String, Object>> byKey, List<String> faults) {}

    /** Returns every document of a table, with the columns and the key of the MySQL table that it mirrors. */
    Rows rows(String table, MySqlTable source) {
        Rows rows = new Rows(new HashMap<>(), new ArrayList<>());
        long last = 0;
        while (true) {
            JsonNode page = sql("SELECT * FROM " + table + " WHERE id > " + last + " ORDER BY id ASC LIMIT " + PAGE)
                    .path("data");
            for (JsonNode document : page) {
                last = document.path("id").asLong();
                add(rows, table, source, document);
            }
            if (page.size() < PAGE) {
                return rows;
            }
        }
    }

    private void add(Rows rows, String table, MySqlTable source, JsonNode document) {
        Map<String, Object> row = new HashMap<>();
        source.kinds().forEach((column, kind) -> {
            JsonNode value = document.get(column.toLowerCase(java.util.Locale.ROOT));
            if (value != null) {
                row.put(column, kind.ofManticore(value));
            }
        });
        if (source.isKeyedByNumber()) {
            row.put(source.key().get(0), ColumnKind.INTEGER.ofManticore(document.path("id")));
        }
        for (int i = 0; i < source.key().size(); i++) {
            String column = source.key().get(i);
            if (source.kinds().get(column) == ColumnKind.BINARY) {
                row.put(column, ColumnKind.BINARY.ofManticore(keyOf(document).path(i)));
            }
        }
        List<Object> key = source.key().stream().map(row::get).toList();
        if (document.path("event_id").asLong() == 0) {
            rows.faults().add(table + key + " has no event_id");
        }
        if (rows.byKey().put(key, row) != null) {
            rows.faults().add(table + key + " has two documents");
        }
    }

    private JsonNode keyOf(JsonNode document) {
        try {
            return json.readTree(document.path("row_key").asText());
        } catch (IOException e) {
            throw new UncheckedIOException("Not a key: " + document.path("row_key"), e);
        }
    }

    /** How many rows a table has and their newest version, which change while it is written; empty without the table. */
    public List<String> progress(String table) {
        try {
            List<String> progress = new ArrayList<>(column("SELECT COUNT(*) FROM " + table));
            progress.addAll(column("SELECT MAX(event_id) FROM " + table));
            return progress;
        } catch (NoSuchTable e) {
            return List.of();
        }
    }

    /** The first value of each row that a query finds, as text. */
    public List<String> column(String query) {
        List<String> values = new ArrayList<>();
        sql(query).path("data").forEach(row -> values.add(row.elements().next().asText()));
        return values;
    }

    /** Returns the first result of a statement. */
    public JsonNode sql(String statement) {
        try {
            ManticoreHttp.Answer answer = http.sql(statement);
            if (answer.status() == 500 && answer.body().contains("unknown local table")) {
                throw new NoSuchTable(statement + ": " + answer.body());
            }
            if (answer.status() != 200) {
                throw new IllegalStateException(statement + ": HTTP " + answer.status() + " " + answer.body());
            }
            return json.readTree(answer.body()).path(0);
        } catch (IOException e) {
            throw new UncheckedIOException(statement, e);
        }
    }
}
