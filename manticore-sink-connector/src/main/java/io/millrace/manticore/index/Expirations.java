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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers when the rows expire that one partition has written: a table in Manticore with one document per row that
 * does. A newer event of the row replaces what is remembered, or leaves it with the older version, which says that it
 * does not hold any more.
 */
final class Expirations {
    static final String TABLE = "millrace_expirations";
    static final int PAGE = 5_000;

    private static final TableSchema SCHEMA = new TableSchema(TABLE, columns());

    private final ManticoreClient client;
    private final OwnTable own;
    /** A number, since text is compared without regard to case. */
    private final long writer;

    private volatile boolean expected = true;

    /** @param writer the partition, by a name that no other partition of any sink has */
    Expirations(ManticoreClient client, TableCatalog catalog, String writer) {
        this.client = client;
        this.writer = OwnTable.hash(writer);
        own = new OwnTable(
                client,
                catalog,
                SCHEMA,
                "when rows expire is forgotten, so take a new snapshot of tables whose rows do, or rewind the connector");
    }

    /** A row that expires. */
    record Expiration(long id, String table, DocumentKey key, long eventId) {}

    /** Whether there may be any. For any thread. */
    boolean expected() {
        return expected;
    }

    /** The line that records when a row expires, to be written before the row. */
    BulkLine line(RowChange.Replace row) {
        own.create();
        expected = true;
        JsonBuffer out = new JsonBuffer();
        long id = own.idOfRow(row.table(), row.key().id());
        BulkLines.beginReplace(out, TABLE, new DocumentKey(id, ""));
        out.append("\"writer\":").number(writer);
        out.append(",\"expires_at\":").number(row.expires());
        out.append(",\"table_name\":").string(row.table());
        out.append(",\"row_id\":").number(row.key().id());
        out.append(",\"row_key\":").string(row.key().rowKey()).append(',');
        BulkLines.end(out, row.eventId());
        return BulkLine.ofOwn(out.toByteArray(), TABLE);
    }

    /** The line that forgets one. */
    BulkLine forget(Expiration expiration) {
        return BulkLine.ofOwn(BulkLines.delete(TABLE, new DocumentKey(expiration.id(), "")), TABLE);
    }

    /**
     * A page of those that have expired, in the order of their ids.
     *
     * @param micros the time, in microseconds since 1970
     * @param after the last id of the page before
     */
    List<Expiration> due(long micros, long after) {
        List<Expiration> due = new ArrayList<>();
        if (expected && !own.exists()) {
            // Only this partition's writer could add some.
            expected = false;
        }
        if (expected) {
            String statement =
                    "SELECT id, table_name, row_id, row_key, event_id FROM " + TABLE + " WHERE writer=" + writer
                            + " AND expires_at<=" + micros + " AND id>" + after + " ORDER BY id ASC LIMIT " + PAGE
                            + " OPTION max_matches=" + PAGE;
            for (JsonNode row : VersionQueries.sql(client, statement).path("data")) {
                due.add(new Expiration(
                        row.path("id").asLong(),
                        row.path("table_name").asText(),
                        new DocumentKey(
                                row.path("row_id").asLong(),
                                row.path(TableSchema.ROW_KEY).asText()),
                        row.path(TableSchema.EVENT_ID).asLong()));
            }
        }
        return due;
    }

    /** Of rows, by document id, the versions that have expired; those that have not, or never will, are missing. */
    Map<Long, Long> expired(String table, Collection<DocumentKey> keys, long micros) {
        Map<Long, DocumentKey> keyOf = new HashMap<>();
        keys.forEach(key -> keyOf.put(own.idOfRow(table, key.id()), key));
        Map<Long, Long> versions = new HashMap<>();
        for (JsonNode row : own.select("expires_at, table_name, row_id, row_key", keyOf.keySet())) {
            DocumentKey key = keyOf.get(row.path("id").asLong());
            if (key != null
                    && row.path("table_name").asText().equals(table)
                    && row.path("row_id").asLong() == key.id()
                    && row.path(TableSchema.ROW_KEY).asText().equals(key.rowKey())
                    && row.path("expires_at").asLong() <= micros) {
                versions.put(key.id(), row.path(TableSchema.EVENT_ID).asLong());
            }
        }
        return versions;
    }

    /** Somebody may have dropped their table. */
    void forgetTable() {
        own.forget();
        expected = true;
    }

    private static Map<String, ManticoreType> columns() {
        Map<String, ManticoreType> columns = new LinkedHashMap<>();
        columns.put("writer", ManticoreType.BIGINT);
        columns.put("expires_at", ManticoreType.BIGINT);
        columns.put("table_name", ManticoreType.STRING);
        columns.put("row_id", ManticoreType.BIGINT);
        columns.put(TableSchema.ROW_KEY, ManticoreType.STRING);
        columns.put(TableSchema.EVENT_ID, ManticoreType.BIGINT);
        return columns;
    }
}
