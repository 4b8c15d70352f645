package io.millrace.manticore.index;

import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.index.VersionQueries.StoredVersion;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreProcess;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads back whether rows are in the index as they were written, or newer: as a document, as the row's tombstone, or as
 * its table's with nothing older left. A row whose event is older than the stream keeps events counts as shown, since its
 * tombstone may be gone. Not thread-safe.
 */
public final class VersionedReadBack implements ReadBack {
    private static final int IDS_PER_QUERY = 5_000;

    private final ManticoreClient client;
    private final TableCatalog catalog;
    private final Tombstones tombstones;
    private final Clock clock;

    public VersionedReadBack(ManticoreClient client, TableCatalog catalog, Clock clock) {
        this.client = client;
        this.catalog = catalog;
        this.clock = clock;
        this.tombstones = new Tombstones(client, catalog, clock);
    }

    @Override
    public ManticoreProcess process() {
        return client.process();
    }

    @Override
    public List<WrittenRow> missing(Collection<WrittenRow> rows, Optional<Duration> retention) {
        try {
            return find(rows, retention);
        } catch (IndexUnavailableException e) {
            tombstones.forgetTable();
            throw e;
        }
    }

    private List<WrittenRow> find(Collection<WrittenRow> rows, Optional<Duration> retention) {
        Map<String, List<WrittenRow>> byTable = new LinkedHashMap<>();
        rows.forEach(row ->
                byTable.computeIfAbsent(row.table(), table -> new ArrayList<>()).add(row));
        List<WrittenRow> missing = new ArrayList<>();
        List<WrittenRow> absent = new ArrayList<>();
        byTable.forEach((table, ofTable) -> chunks(
                        ofTable.stream().filter(row -> row.key().isPresent()).toList())
                .forEach(chunk -> compare(table, chunk, missing, absent)));
        // Only now: whoever truncates a table writes that down first, and then deletes.
        Map<String, Long> truncations = rows.isEmpty() ? Map.of() : tombstones.truncations(byTable.keySet());
        absent.removeIf(row -> truncations.getOrDefault(row.table(), 0L) >= row.version());
        missing.addAll(notDeleted(absent));
        rows.stream().filter(row -> row.key().isEmpty()).forEach(truncation -> {
            if (truncations.getOrDefault(truncation.table(), 0L) < truncation.version()) {
                missing.add(truncation);
            } else {
                requireNothingOlder(truncation.table(), truncation.version());
            }
        });
        missing.removeIf(row -> retention.isPresent()
                && row.received() < clock.millis() - retention.get().toMillis());
        return missing;
    }

    private static List<List<WrittenRow>> chunks(List<WrittenRow> rows) {
        List<List<WrittenRow>> chunks = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += IDS_PER_QUERY) {
            chunks.add(rows.subList(from, Math.min(rows.size(), from + IDS_PER_QUERY)));
        }
        return chunks;
    }

    private void compare(String table, List<WrittenRow> rows, List<WrittenRow> missing, List<WrittenRow> absent) {
        Map<Long, StoredVersion> documents = documents(table, rows);
        for (WrittenRow row : rows) {
            StoredVersion document = documents.getOrDefault(key(row).id(), StoredVersion.NONE);
            if (!document.exists()) {
                absent.add(row);
            } else if (document.version() < row.version() || !document.rowKey().equals(key(row).rowKey())) {
                missing.add(row);
            }
        }
    }

    private List<WrittenRow> notDeleted(List<WrittenRow> absent) {
        List<WrittenRow> remaining = new ArrayList<>();
        absent.stream().collect(Collectors.groupingBy(WrittenRow::table)).forEach((table, ofTable) -> {
            for (List<WrittenRow> chunk : chunks(ofTable)) {
                Map<Long, Long> deleted = tombstones.versions(
                        table, chunk.stream().map(VersionedReadBack::key).toList());
                chunk.stream()
                        .filter(row -> deleted.getOrDefault(key(row).id(), -1L) < row.version())
                        .forEach(remaining::add);
            }
        });
        return remaining;
    }

    private Map<Long, StoredVersion> documents(String table, List<WrittenRow> rows) {
        boolean hashed = rows.stream().anyMatch(row -> key(row).hashed());
        List<Long> ids = rows.stream().map(row -> key(row).id()).toList();
        try {
            return VersionQueries.versions(client, table, hashed, ids);
        } catch (IndexUnavailableException e) {
            // Rows may be deleted that the index never had a table for.
            if (catalog.find(table).isEmpty()) {
                return Map.of();
            }
            throw e;
        }
    }

    private void requireNothingOlder(String table, long version) {
        if (catalog.find(table).isPresent() && VersionQueries.anyOlder(client, table, version)) {
            throw new IndexUnavailableException(
                    "Table " + table + " was truncated, and Manticore still has rows in it that are older");
        }
    }

    private static DocumentKey key(WrittenRow row) {
        return row.key().orElseThrow();
    }
}
