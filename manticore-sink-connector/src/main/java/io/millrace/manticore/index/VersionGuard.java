package io.millrace.manticore.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.manticore.document.BulkLines;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides for the rows of one table what of a batch is news to the index, and makes the lines for it. */
final class VersionGuard {
    private static final Stored NOTHING = new Stored(-1, "");

    private final ManticoreClient client;
    private final Tombstones tombstones;
    private final TableVersions table;
    private final RecentRows hot;
    private final List<RowChange.OfRow> news = new ArrayList<>();
    private final List<BulkLine> graves = new ArrayList<>();
    private final List<BulkLine> documents = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private int stale;

    VersionGuard(ManticoreClient client, Tombstones tombstones, TableVersions table, RecentRows hot) {
        this.client = client;
        this.tombstones = tombstones;
        this.table = table;
        this.hot = hot;
    }

    /** A document as it is stored; version -1 when there is none. */
    private record Stored(long version, String rowKey) {}

    void run(Collection<RowHistory> rows) {
        List<DocumentKey> doubtful = rows.stream()
                .map(RowHistory::newest)
                .filter(this::doubtful)
                .map(RowChange.OfRow::key)
                .toList();
        Map<Long, Stored> stored = read(doubtful);
        Map<Long, Long> deleted = tombstones.versions(
                table.name(),
                rows.stream()
                        .map(RowHistory::newest)
                        .filter(this::late)
                        .filter(change ->
                                stored.getOrDefault(change.key().id(), NOTHING).version() < change.eventId())
                        .map(RowChange.OfRow::key)
                        .toList());
        Map<Long, String> owners = new HashMap<>();
        for (RowHistory row : rows) {
            Stored document = stored.getOrDefault(row.key().id(), NOTHING);
            String owner = owners.computeIfAbsent(
                    row.key().id(),
                    id -> document.version() >= 0
                            ? document.rowKey()
                            : row.key().rowKey());
            if (owner.equals(row.key().rowKey())) {
                decide(
                        row.newest(),
                        document.version(),
                        deleted.getOrDefault(row.key().id(), -1L));
            } else {
                reject(row, owner);
            }
        }
    }

    /** What has to be written. */
    List<RowChange.OfRow> news() {
        return news;
    }

    /** Tombstones; to be written before the documents. */
    List<BulkLine> graves() {
        return graves;
    }

    List<BulkLine> documents() {
        return documents;
    }

    List<Rejection> rejections() {
        return rejections;
    }

    int stale() {
        return stale;
    }

    /** Whether something newer may be stored: what is above the watermark is newer than all that ever was. */
    private boolean late(RowChange.OfRow change) {
        return change.eventId() <= table.watermark();
    }

    /** Another row may have the same hashed id. */
    private boolean doubtful(RowChange.OfRow change) {
        return late(change) || change.key().hashed() && !hot.owns(table.name(), change.key());
    }

    private Map<Long, Stored> read(List<DocumentKey> keys) {
        if (!table.exists() || keys.isEmpty()) {
            return Map.of();
        }
        boolean hashed = keys.stream().anyMatch(DocumentKey::hashed);
        Map<Long, Stored> stored = new HashMap<>();
        for (JsonNode row : VersionQueries.select(
                client,
                table.name(),
                hashed ? TableSchema.ROW_KEY : "",
                keys.stream().map(DocumentKey::id).toList())) {
            stored.put(
                    row.path("id").asLong(),
                    new Stored(
                            row.path(TableSchema.EVENT_ID).asLong(),
                            row.path(TableSchema.ROW_KEY).asText()));
        }
        return stored;
    }

    private void decide(RowChange.OfRow change, long version, long deletedAt) {
        boolean isNews;
        if (change instanceof RowChange.Replace replace) {
            isNews = replace.eventId() > Math.max(Math.max(version, deletedAt), table.truncatedAt());
            if (isNews) {
                documents.add(new BulkLine(replace.line(), Optional.of(replace)));
            }
        } else {
            RowChange.Delete delete = (RowChange.Delete) change;
            boolean bury = delete.eventId() > Math.max(deletedAt, table.truncatedAt()) && delete.eventId() > version;
            // Also for a tombstone that is there already: its writer may have been killed before the delete.
            boolean remove = table.exists() && delete.eventId() > version && (version >= 0 || !doubtful(delete));
            isNews = bury || remove;
            if (bury) {
                graves.add(tombstones.ofRow(delete));
            }
            if (remove) {
                documents.add(new BulkLine(BulkLines.delete(table.name(), delete.key()), Optional.of(delete)));
            }
        }
        if (isNews) {
            news.add(change);
        } else {
            stale++;
        }
    }

    private void reject(RowHistory row, String owner) {
        row.changes()
                .forEach(change -> rejections.add(new Rejection(
                        change,
                        "Document " + Long.toUnsignedString(row.key().id()) + " of table " + table.name()
                                + " is the hash of two keys and belongs to another row (length of its key: "
                                + owner.length() + ")")));
    }
}
