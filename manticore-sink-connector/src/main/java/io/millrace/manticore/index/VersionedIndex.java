package io.millrace.manticore.index;

import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.server.BulkLine;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreProcess;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The index as seen by one partition of the stream: each change takes effect at most once, and never after a newer one
 * of the same row. Correct only while nobody else writes the rows of the partition.
 *
 * <p>A change that is newer than everything this partition has written to its table so far (and newer than everything
 * that was there when the partition first touched the table) cannot be stale, since all changes of a row come in one
 * partition. Only the others are compared with the stored version.
 *
 * <p>Writes are ordered so that a crash between any two of them leaves nothing that the redelivered changes do not
 * repair: a tombstone is written before its document is deleted, so that a deleted document is never without one; a
 * tombstone whose document is still there is finished by the redelivered delete.
 */
public final class VersionedIndex implements TargetIndex {
    private static final int RECENT_ROWS = 20_000;
    private static final Duration PURGE_INTERVAL = Duration.ofHours(1);

    private final ManticoreClient client;
    private final TableCatalog catalog;
    private final Clock clock;
    private final Tombstones tombstones;
    private final Truncations truncations;
    private final BulkWriter writer;
    private final Expirations expirations;
    private final ExpiredRows expiredRows;
    private final Canaries canaries;
    private final Map<String, TableVersions> tables = new HashMap<>();
    private final RecentRows recentRows = new RecentRows(RECENT_ROWS);
    private Optional<Duration> tombstoneAge = Optional.empty();
    private Instant purgeAt = Instant.MIN;

    /**
     * @param partition a name that no other partition of any sink has
     * @param maxBodyBytes the size of a bulk request's body, unless one document is larger
     */
    public VersionedIndex(
            ManticoreClient client, TableCatalog catalog, String partition, long maxBodyBytes, Clock clock) {
        this.client = client;
        this.catalog = catalog;
        this.clock = clock;
        this.tombstones = new Tombstones(client, catalog, clock);
        this.truncations = new Truncations(client, catalog, tombstones);
        this.canaries = new Canaries(client, tombstones, clock);
        this.writer = new BulkWriter(client, catalog, maxBodyBytes);
        this.expirations = new Expirations(client, catalog, partition);
        this.expiredRows = new ExpiredRows(client, expirations, tombstones, writer, clock);
    }

    @Override
    public void requireHealthy() {
        if (!client.healthy()) {
            throw new IndexUnavailableException("Manticore at " + client + " does not answer");
        }
    }

    @Override
    public void forgetTables() {
        tables.clear();
        recentRows.clear();
        canaries.clear();
        tombstones.forgetTable();
        expirations.forgetTable();
    }

    @Override
    public void keepTombstones(Optional<Duration> age) {
        tombstoneAge = age;
    }

    @Override
    public boolean rowsMayExpire() {
        return expirations.expected();
    }

    @Override
    public BatchResult apply(List<RowChange> changes) {
        ManticoreProcess server = client.process();
        BatchResult.Builder result = new BatchResult.Builder(server);
        int from = 0;
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i) instanceof RowChange.Truncate truncate) {
                applyRows(changes.subList(from, i), result);
                applyTruncate(truncate, result);
                from = i + 1;
            }
        }
        applyRows(changes.subList(from, changes.size()), result);
        removeExpired(result);
        BatchResult built = result.build(changes.size());
        if (!changes.isEmpty()) {
            purgeTombstones();
        }
        if (!server.url().equals(client.endpoint())) {
            throw new IndexUnavailableException(
                    "Manticore at " + server.url() + " was given up for another URL while a batch was written");
        }
        return built;
    }

    private void applyRows(List<RowChange> changes, BatchResult.Builder result) {
        if (changes.isEmpty()) {
            return;
        }
        Map<TableVersions, Map<DocumentKey, RowHistory>> rowsByTable = byTableAndRow(changes);
        List<BulkLine> lines = new ArrayList<>();
        List<BulkLine> documentLines = new ArrayList<>();
        List<RowChange.OfRow> accepted = new ArrayList<>();
        truncations.find(rowsByTable.keySet());
        rowsByTable.keySet().stream().filter(canaries::isLost).forEach(table -> result.addEmptied(table.name()));
        rowsByTable.forEach((table, rows) -> {
            VersionGuard guard = new VersionGuard(client, tombstones, expirations, table, recentRows);
            guard.check(rows.values());
            lines.addAll(guard.ownLines());
            documentLines.addAll(guard.documentLines());
            accepted.addAll(guard.accepted());
            result.add(guard);
        });
        lines.addAll(documentLines);
        List<Rejection> refused = write(lines, result);
        truncations.repeat(rowsByTable.keySet());
        rowsByTable.forEach((table, rows) ->
                rows.values().forEach(row -> table.wrote(row.newest().eventId())));
        canaries.wrote(accepted);
        if (refused.isEmpty()) {
            accepted.forEach(change -> recentRows.add(change.table(), change.key()));
        }
        applyRows(superseded(refused, rowsByTable), result);
    }

    private List<Rejection> write(List<BulkLine> lines, BatchResult.Builder result) {
        long start = System.nanoTime();
        List<Rejection> refused = writer.write(lines);
        result.wroteSince(start);
        result.addRefused(refused);
        return refused;
    }

    private void removeExpired(BatchResult.Builder result) {
        long start = System.nanoTime();
        List<RowChange.Delete> removed = expiredRows.remove(this::table);
        canaries.wrote(removed);
        result.wroteSince(start);
        removed.forEach(row ->
                result.addExpired(new WrittenRow(row.table(), Optional.of(row.key()), row.eventId(), clock.millis())));
    }

    private void purgeTombstones() {
        Instant now = clock.instant();
        if (tombstoneAge.isPresent() && now.isAfter(purgeAt)) {
            tombstones.purge(tombstoneAge.get());
            purgeAt = now.plus(PURGE_INTERVAL);
        }
    }

    /** Without a refused change, the row has the state of the changes that it superseded. */
    private List<RowChange> superseded(
            List<Rejection> refused, Map<TableVersions, Map<DocumentKey, RowHistory>> rowsByTable) {
        List<RowChange> superseded = new ArrayList<>();
        for (Rejection rejection : refused) {
            RowChange.OfRow change = (RowChange.OfRow) rejection.change();
            Map<DocumentKey, RowHistory> rows = rowsByTable.getOrDefault(table(change.table()), Map.of());
            RowHistory row = rows.get(change.key());
            if (row != null) {
                superseded.addAll(row.superseded());
            }
        }
        return superseded;
    }

    private Map<TableVersions, Map<DocumentKey, RowHistory>> byTableAndRow(List<RowChange> changes) {
        // Grouped by table, since Manticore commits at each change of table.
        Map<TableVersions, Map<DocumentKey, RowHistory>> rows = new LinkedHashMap<>();
        for (RowChange change : changes) {
            RowChange.OfRow row = (RowChange.OfRow) change;
            TableVersions table = table(row.table());
            if (!table.exists() && row instanceof RowChange.Replace) {
                table.exists(true);
            }
            rows.computeIfAbsent(table, name -> new LinkedHashMap<>())
                    .computeIfAbsent(row.key(), RowHistory::new)
                    .add(row);
        }
        return rows;
    }

    private void applyTruncate(RowChange.Truncate truncate, BatchResult.Builder result) {
        TableVersions table = table(truncate.table());
        List<BulkLine> tombstone = truncations.tombstone(truncate, table);
        if (tombstone.isEmpty()) {
            result.addStale();
        } else {
            // The tombstone first: whoever writes an older row after the delete finds it and deletes again.
            write(tombstone, result);
            table.truncated(truncate.eventId());
        }
        truncations.deleteOlder(table);
        table.wrote(truncate.eventId());
    }

    private TableVersions table(String name) {
        return tables.computeIfAbsent(name, missing -> {
            boolean exists = catalog.find(name).isPresent();
            long inTable = exists ? VersionQueries.newest(client, name, "") : 0;
            TableVersions table = new TableVersions(name, exists, Math.max(inTable, tombstones.newest(name)));
            truncations.open(table);
            return table;
        });
    }
}
