package io.millrace.manticore.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.manticore.document.BulkLines;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.server.BulkLine;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.StatementRefusedException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Puts the documents of a shadow table in the place of those of a live table, with what is remembered of deleted and
 * expiring rows. Searches of the live table find either all of the old documents or all of the new ones. Each step can be
 * repeated. All of it is for a time in which no task writes to the two tables, except {@link #truncateAlike}.
 */
public final class TableSwitch {
    private static final int PAGE = 1_000;
    private static final long BODY_BYTES = 500_000;

    private final ManticoreClient client;
    private final TableCatalog catalog;

    public TableSwitch(ManticoreClient client) {
        this.client = client;
        this.catalog = new TableCatalog(client);
    }

    public boolean exists(String table) {
        return catalog.find(table).isPresent();
    }

    /** How many documents a table has; 0 if it does not exist. */
    public long documents(String table) {
        return exists(table)
                ? VersionQueries.sql(client, "SELECT COUNT(*) AS n FROM " + table)
                        .path("data")
                        .path(0)
                        .path("n")
                        .asLong()
                : 0;
    }

    /** What the server says about a table: documents, bytes; nothing if it does not exist. */
    public Map<String, String> status(String table) {
        return exists(table) ? pairs("SHOW TABLE " + table + " STATUS") : Map.of();
    }

    /** A setting of the server's configuration file, {@code searchd.data_dir}; empty if it is not set. */
    public String setting(String name) {
        return pairs("SHOW SETTINGS").getOrDefault(name, "");
    }

    private Map<String, String> pairs(String statement) {
        Map<String, String> pairs = new HashMap<>();
        for (JsonNode row : VersionQueries.sql(client, statement).path("data")) {
            Iterator<JsonNode> columns = row.elements();
            pairs.put(columns.next().asText(), columns.next().asText());
        }
        return pairs;
    }

    /**
     * Truncates the shadow table as the live one was: the partition with that event may have read it before it wrote to the
     * shadow table, and another one older rows afterwards.
     */
    public void truncateAlike(String live, String shadow) {
        copy(Tombstones.TABLE, "deleted_at", live, shadow, " AND row_id=0");
        long version = new Tombstones(client, catalog, Clock.systemUTC()).truncatedAt(shadow);
        if (version > 0 && exists(shadow)) {
            VersionQueries.sql(client, "DELETE FROM " + shadow + " WHERE " + TableSchema.EVENT_ID + "<" + version);
        }
    }

    /** The shadow table is empty afterwards; it must not be before: then its documents are in the live table already. */
    public void attach(String shadow, String live) {
        copy(Tombstones.TABLE, "deleted_at", shadow, live, "");
        copy(Expirations.TABLE, "writer, expires_at", shadow, live, "");
        if (!exists(live)) {
            catalog.create(
                    new TableSchema(
                            live,
                            Map.of(
                                    TableSchema.ROW_KEY,
                                    ManticoreType.STRING,
                                    TableSchema.EVENT_ID,
                                    ManticoreType.BIGINT)),
                    Map.of());
        }
        String statement = "ATTACH TABLE " + shadow + " TO TABLE " + live + " WITH TRUNCATE";
        try {
            client.sql(statement);
        } catch (StatementRefusedException e) {
            throw new IndexUnavailableException("Manticore refused '" + statement + "': " + e.getMessage(), e);
        }
    }

    /** Removes the shadow table, and what is remembered of its rows. */
    public void remove(String shadow) {
        if (exists(shadow)) {
            VersionQueries.sql(client, "DROP TABLE IF EXISTS " + shadow);
        }
        for (String own : List.of(Tombstones.TABLE, Expirations.TABLE)) {
            if (exists(own)) {
                VersionQueries.sql(client, "DELETE FROM " + own + " WHERE table_name='" + shadow + "'");
            }
        }
    }

    /** Has a table of the connector's own say of one table what it says of another, unless it says something newer. */
    private void copy(String own, String columns, String from, String to, String condition) {
        if (!exists(own)) {
            return;
        }
        OwnTable ids = new OwnTable(client, catalog, new TableSchema(own, Map.of()), "");
        long last = 0;
        List<JsonNode> page;
        do {
            page = new ArrayList<>();
            VersionQueries.sql(
                            client,
                            "SELECT id, event_id, row_id, row_key, " + columns + " FROM " + own + " WHERE table_name='"
                                    + from + "'" + condition + " AND id>" + last + " ORDER BY id ASC LIMIT " + PAGE
                                    + " OPTION max_matches=" + PAGE)
                    .path("data")
                    .forEach(page::add);
            write(own, page, columns, to, ids);
            last = page.isEmpty() ? last : page.get(page.size() - 1).path("id").asLong();
        } while (page.size() == PAGE);
    }

    private void write(String own, List<JsonNode> rows, String columns, String to, OwnTable ids) {
        Map<Long, JsonNode> copies = new HashMap<>();
        rows.forEach(row -> copies.put(ids.idOfRow(to, row.path("row_id").asLong()), row));
        for (JsonNode known : VersionQueries.select(client, own, "table_name", copies.keySet())) {
            JsonNode copy = copies.get(known.path("id").asLong());
            if (copy != null
                    && known.path("table_name").asText().equals(to)
                    && known.path("event_id").asLong() >= copy.path("event_id").asLong()) {
                copies.remove(known.path("id").asLong());
            }
        }
        List<BulkLine> lines = new ArrayList<>();
        copies.forEach((id, row) -> lines.add(line(own, id, row, columns, to)));
        new BulkWriter(client, catalog, BODY_BYTES).write(lines);
    }

    private static BulkLine line(String own, long id, JsonNode row, String columns, String to) {
        JsonBuffer out = new JsonBuffer();
        BulkLines.beginReplace(out, own, new DocumentKey(id, ""));
        out.append("\"table_name\":").string(to);
        out.append(",\"row_id\":").number(row.path("row_id").asLong());
        out.append(",\"row_key\":").string(row.path("row_key").asText());
        for (String column : columns.split(", ")) {
            out.append(",\"" + column + "\":").number(row.path(column).asLong());
        }
        out.append(',');
        BulkLines.end(out, row.path("event_id").asLong());
        return BulkLine.ofOwn(out.toByteArray(), own);
    }
}
