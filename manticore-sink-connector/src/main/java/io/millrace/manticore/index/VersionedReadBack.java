package io.millrace.manticore.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreProcess;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        Map<String, List<WrittenRow>> byTable = new LinkedHashMap<>();
        rows.forEach(row ->
                byTable.computeIfAbsent(row.table(), table -> new ArrayList<>()).add(row));
        List<WrittenRow> missing = new ArrayList<>();
        Map<String, Long> truncations = rows.isEmpty() ? Map.of() : tombstones.truncations(byTable.keySet());
        byTable.forEach((table, ofTable) -> {
            long truncatedAt = truncations.getOrDefault(table, 0L);
            List<WrittenRow> ofRows = new ArrayList<>(ofTable.size());
            for (WrittenRow row : ofTable) {
                if (row.key().isPresent()) {
                    ofRows.add(row);
                } else if (truncatedAt < row.version()) {
                    missing.add(row);
                } else {
                    requireNothingOlder(table, row.version());
                }
            }
            for (int from = 0; from < ofRows.size(); from += IDS_PER_QUERY) {
                int to = Math.min(ofRows.size(), from + IDS_PER_QUERY);
                missing.addAll(missing(table, ofRows.subList(from, to), truncatedAt));
            }
        });
        missing.removeIf(row -> retention.isPresent()
                && row.received() < clock.millis() - retention.get().toMillis());
        return missing;
    }

    private List<WrittenRow> missing(String table, List<WrittenRow> rows, long truncatedAt) {
        Map<Long, Document> documents = documents(table, rows);
        List<WrittenRow> absent = new ArrayList<>();
        List<WrittenRow> missing = new ArrayList<>();
        for (WrittenRow row : rows) {
            Document document = documents.get(key(row).id());
            if (document == null) {
                if (truncatedAt < row.version()) {
                    absent.add(row);
                }
            } else if (document.version() < row.version() || !document.rowKey().equals(key(row).rowKey())) {
                missing.add(row);
            }
        }
        Map<Long, Long> deleted = tombstones.versions(
                table, absent.stream().map(VersionedReadBack::key).toList());
        absent.stream()
                .filter(row -> deleted.getOrDefault(key(row).id(), -1L) < row.version())
                .forEach(missing::add);
        return missing;
    }

    private record Document(long version, String rowKey) {}

    private Map<Long, Document> documents(String table, List<WrittenRow> rows) {
        boolean hashed = rows.stream().anyMatch(row -> key(row).hashed());
        Map<Long, Document> documents = new HashMap<>();
        for (JsonNode found : selectFrom(table, hashed, rows)) {
            documents.put(
                    found.path("id").asLong(),
                    new Document(
                            found.path(TableSchema.EVENT_ID).asLong(),
                            found.path(TableSchema.ROW_KEY).asText()));
        }
        return documents;
    }

    private List<JsonNode> selectFrom(String table, boolean hashed, List<WrittenRow> rows) {
        List<Long> ids = rows.stream().map(row -> key(row).id()).distinct().toList();
        try {
            return VersionQueries.select(client, table, hashed ? TableSchema.ROW_KEY : "", ids);
        } catch (IndexUnavailableException e) {
            // Rows may be deleted that the index never had a table for.
            if (catalog.find(table).isEmpty()) {
                return List.of();
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
