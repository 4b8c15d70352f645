package io.millrace.manticore.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.manticore.document.BulkLines;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.server.BulkLine;
import io.millrace.manticore.server.ManticoreClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was deleted, so that an older event that arrives late cannot restore it: a table in Manticore with one
 * document per deleted row and one per truncated table.
 */
final class Tombstones {
    static final String TABLE = "millrace_tombstones";

    private static final TableSchema SCHEMA = new TableSchema(TABLE, columns());

    private final ManticoreClient client;
    private final OwnTable own;
    private final Clock clock;

    Tombstones(ManticoreClient client, TableCatalog catalog, Clock clock) {
        this.client = client;
        this.clock = clock;
        own = new OwnTable(
                client,
                catalog,
                SCHEMA,
                "what was deleted before is forgotten, so do not rewind the connector, and have the tables audited");
    }

    /** The line that records a deleted row. */
    BulkLine ofRow(RowChange.Delete deleted) {
        return line(
                deleted.table(), own.idOfRow(deleted.table(), deleted.key().id()), deleted.key(), deleted.eventId());
    }

    /** The line that records a truncated table. */
    BulkLine ofTable(RowChange.Truncate truncated) {
        return line(truncated.table(), own.idOfTable(truncated.table()), null, truncated.eventId());
    }

    /** The versions at which rows were deleted, by document id; rows that never were are missing. */
    Map<Long, Long> versions(String table, Collection<DocumentKey> keys) {
        Map<Long, DocumentKey> keyOf = keys.stream()
                .collect(Collectors.toMap(key -> own.idOfRow(table, key.id()), key -> key, (one, other) -> one));
        Map<Long, Long> versions = new HashMap<>();
        for (JsonNode row : own.select("table_name, row_id, row_key", keyOf.keySet())) {
            DocumentKey key = keyOf.get(row.path("id").asLong());
            // Two rows of one table never share a tombstone; of two tables they could.
            if (key != null
                    && row.path("table_name").asText().equals(table)
                    && row.path("row_id").asLong() == key.id()
                    && row.path("row_key").asText().equals(key.rowKey())) {
                versions.put(key.id(), row.path(TableSchema.EVENT_ID).asLong());
            }
        }
        return versions;
    }

    /** The version at which a table was truncated, 0 when it never was. */
    long truncatedAt(String table) {
        return truncations(List.of(table)).getOrDefault(table, 0L);
    }

    /** The versions at which tables were truncated; those that never were are missing. */
    Map<String, Long> truncations(Collection<String> tables) {
        Map<String, Long> versions = new HashMap<>();
        for (JsonNode row : own.select(
                "table_name, row_id", tables.stream().map(own::idOfTable).toList())) {
            String table = row.path("table_name").asText();
            if (row.path("row_id").asLong() == 0 && tables.contains(table)) {
                versions.put(table, row.path(TableSchema.EVENT_ID).asLong());
            }
        }
        return versions;
    }

    /** The newest version at which something of a table was deleted, 0 when nothing was. */
    long newest(String table) {
        create();
        return VersionQueries.newest(client, TABLE, " WHERE table_name='" + table + "'");
    }

    /** Forgets what was deleted longer ago than the stream keeps events. */
    void purge(Duration age) {
        create();
        VersionQueries.sql(
                client,
                "DELETE FROM " + TABLE + " WHERE deleted_at<"
                        + clock.instant().minus(age).getEpochSecond());
    }

    /** Somebody may have dropped their table. */
    void forgetTable() {
        own.forget();
    }

    /** Creates their table if it is not there. */
    void create() {
        own.create();
    }

    private BulkLine line(String table, long id, @Nullable DocumentKey key, long eventId) {
        create();
        JsonBuffer out = new JsonBuffer();
        BulkLines.beginReplace(out, TABLE, new DocumentKey(id, ""));
        out.append("\"table_name\":").string(table);
        out.append(",\"row_id\":").number(key == null ? 0 : key.id());
        out.append(",\"row_key\":").string(key == null ? "" : key.rowKey());
        out.append(",\"deleted_at\":").number(clock.instant().getEpochSecond()).append(',');
        BulkLines.end(out, eventId);
        return BulkLine.ofOwn(out.toByteArray(), TABLE);
    }

    private static Map<String, ManticoreType> columns() {
        Map<String, ManticoreType> columns = new LinkedHashMap<>();
        columns.put("table_name", ManticoreType.STRING);
        columns.put("row_id", ManticoreType.BIGINT);
        columns.put(TableSchema.ROW_KEY, ManticoreType.STRING);
        columns.put("deleted_at", ManticoreType.TIMESTAMP);
        columns.put(TableSchema.EVENT_ID, ManticoreType.BIGINT);
        return columns;
    }
}
