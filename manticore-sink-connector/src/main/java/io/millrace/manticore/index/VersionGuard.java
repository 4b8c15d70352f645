package io.millrace.manticore.index;

import io.millrace.manticore.document.BulkLines;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.index.VersionQueries.StoredVersion;
import io.millrace.manticore.server.BulkLine;
import io.millrace.manticore.server.ManticoreClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decides for the rows of one table which changes of a batch are newer than the index, and makes the lines for them. */
final class VersionGuard {
    private final ManticoreClient client;
    private final Tombstones tombstones;
    private final Expirations expirations;
    private final TableVersions table;
    private final RecentRows recentRows;
    private final List<RowChange.OfRow> accepted = new ArrayList<>();
    private final List<BulkLine> tombstoneLines = new ArrayList<>();
    private final List<BulkLine> expirationLines = new ArrayList<>();
    private final List<BulkLine> documentLines = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private boolean anyHashed;
    private int stale;

    VersionGuard(
            ManticoreClient client,
            Tombstones tombstones,
            Expirations expirations,
            TableVersions table,
            RecentRows recentRows) {
        this.client = client;
        this.tombstones = tombstones;
        this.expirations = expirations;
        this.table = table;
        this.recentRows = recentRows;
    }

    void check(Collection<RowHistory> rows) {
        anyHashed = rows.stream().anyMatch(row -> row.key().hashed());
        Map<Long, StoredVersion> stored = documents(rows.stream()
                .map(RowHistory::newest)
                .filter(this::needsLookup)
                .map(RowChange.OfRow::key)
                .toList());
        Map<Long, Long> deleted = tombstones.versions(
                table.name(),
                rows.stream()
                        .map(RowHistory::newest)
                        .filter(this::mayBeStale)
                        .filter(change -> stored.getOrDefault(change.key().id(), StoredVersion.NONE)
                                        .version()
                                < change.eventId())
                        .map(RowChange.OfRow::key)
                        .toList());
        Map<Long, String> owners = new HashMap<>();
        for (RowHistory row : rows) {
            StoredVersion document = stored.getOrDefault(row.key().id(), StoredVersion.NONE);
            String owner = owner(row.key(), document, owners);
            if (owner.equals(row.key().rowKey())) {
                decide(row, document.version(), deleted.getOrDefault(row.key().id(), -1L));
            } else {
                reject(row, owner);
            }
        }
    }

    /**
     * The key of the row that has a document.
     *
     * @param owners those of the batch, since two rows of one may have the same hash
     */
    private String owner(DocumentKey key, StoredVersion document, Map<Long, String> owners) {
        if (document.exists()) {
            return document.rowKey();
        }
        return anyHashed ? owners.computeIfAbsent(key.id(), id -> key.rowKey()) : key.rowKey();
    }

    /** The changes that must be written. */
    List<RowChange.OfRow> accepted() {
        return accepted;
    }

    /** Lines of the tables of the connector's own, to be written before the documents. */
    List<BulkLine> ownLines() {
        // Manticore commits at each change of table.
        List<BulkLine> lines = new ArrayList<>(tombstoneLines);
        lines.addAll(expirationLines);
        return lines;
    }

    List<BulkLine> documentLines() {
        return documentLines;
    }

    List<Rejection> rejections() {
        return rejections;
    }

    int stale() {
        return stale;
    }

    /** Whether something newer may be stored: what is above the watermark is newer than all that was ever written. */
    private boolean mayBeStale(RowChange.OfRow change) {
        return change.eventId() <= table.watermark();
    }

    /** A hashed id may also belong to another row. */
    private boolean needsLookup(RowChange.OfRow change) {
        return mayBeStale(change) || change.key().hashed() && !recentRows.owns(table.name(), change.key());
    }

    private Map<Long, StoredVersion> documents(List<DocumentKey> keys) {
        if (!table.exists() || keys.isEmpty()) {
            return Map.of();
        }
        return VersionQueries.versions(
                client,
                table.name(),
                keys.stream().anyMatch(DocumentKey::hashed),
                keys.stream().map(DocumentKey::id).toList());
    }

    private void decide(RowHistory row, long version, long deletedAt) {
        RowChange.OfRow change = row.newest();
        boolean newer = change instanceof RowChange.Replace replace
                ? replace(replace, version, deletedAt)
                : delete((RowChange.Delete) change, version, deletedAt);
        if (newer) {
            accepted.add(change);
        } else {
            // The older ones are no newer than the index either.
            stale += row.changes().size();
        }
    }

    private boolean replace(RowChange.Replace replace, long version, long deletedAt) {
        boolean newer = replace.eventId() > Math.max(Math.max(version, deletedAt), table.truncatedAt());
        // Also where the row is there: its writer may have lost this alone in a power cut.
        if (replace.expires() != 0 && (newer || replace.eventId() == version)) {
            expirationLines.add(expirations.line(replace));
        }
        if (newer) {
            documentLines.add(BulkLine.of(replace.line(), replace));
        }
        return newer;
    }

    private boolean delete(RowChange.Delete delete, long version, long deletedAt) {
        boolean addTombstone =
                delete.eventId() > Math.max(deletedAt, table.truncatedAt()) && delete.eventId() > version;
        // Also where the tombstone exists: its writer may have been killed before it deleted the document.
        boolean remove = table.exists() && delete.eventId() > version && (version >= 0 || !needsLookup(delete));
        if (addTombstone) {
            tombstoneLines.add(tombstones.ofRow(delete));
        }
        if (remove) {
            documentLines.add(BulkLine.of(BulkLines.delete(table.name(), delete.key()), delete));
        }
        return addTombstone || remove;
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
