package io.millrace.manticore.index;

import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableSchema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The index as seen by one partition of the stream: each change takes effect at most once, and never after a newer one
 * of the same row. For one thread, and right only while nobody else writes the rows of the partition.
 *
 * <p>A change that is newer than everything this partition has written to its table so far (and newer than everything
 * that was there when the partition first touched the table) cannot be late, since all changes of a row come in one
 * partition. Only the others are compared with the stored version.
 *
 * <p>Writes are ordered so that a crash between any two of them leaves nothing that the redelivered changes do not put
 * right: a tombstone is written before its document is deleted, so that a deleted document is never without one; a
 * tombstone whose document is still there is finished by the redelivered delete.
 */
public final class VersionedIndex {
    private static final int MOST_HOT_ROWS = 20_000;
    private static final Duration PURGE_INTERVAL = Duration.ofHours(1);

    private final ManticoreClient client;
    private final TableCatalog catalog;
    private final Clock clock;
    private final Tombstones tombstones;
    private final BulkWriter writer;
    private final Map<String, TableVersions> tables = new HashMap<>();
    private final RecentRows hot = new RecentRows(MOST_HOT_ROWS);
    private Optional<Duration> tombstoneAge = Optional.empty();
    private Instant purgeAt = Instant.MIN;

    /** @param maxBodyBytes the size of a bulk request's body, unless one document is larger */
    public VersionedIndex(ManticoreClient client, TableCatalog catalog, long maxBodyBytes, Clock clock) {
        this.client = client;
        this.catalog = catalog;
        this.clock = clock;
        this.tombstones = new Tombstones(client, catalog, clock);
        this.writer = new BulkWriter(client, catalog, maxBodyBytes);
    }

    /** @throws IndexUnavailableException when Manticore is not there */
    public void requireHealthy() {
        if (!client.healthy()) {
            throw new IndexUnavailableException("Manticore at " + client + " does not answer");
        }
    }

    /** Forgets what is known of tables; after an outage they may be others. */
    public void forgetTables() {
        tables.clear();
        hot.clear();
    }

    /** How long events live in the stream, and so how long a deleted row has to be remembered; empty for ever. */
    public void keepTombstones(Optional<Duration> age) {
        tombstoneAge = age;
    }

    /**
     * Carries out changes, given in the order of their stream; returns when they are committed.
     *
     * @throws IndexUnavailableException when it is not known what was committed: everything that was not acknowledged
     *     has to be applied again
     * @throws TableChangedException when the changes have to be rendered again
     */
    public BatchResult apply(List<RowChange> changes) {
        Tally tally = new Tally();
        int from = 0;
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i) instanceof RowChange.Truncate truncate) {
                applyRows(changes.subList(from, i), tally);
                applyTruncate(truncate, tally);
                from = i + 1;
            }
        }
        applyRows(changes.subList(from, changes.size()), tally);
        BatchResult outcome = tally.outcome(changes.size());
        purgeTombstones();
        return outcome;
    }

    private void applyRows(List<RowChange> changes, Tally tally) {
        if (changes.isEmpty()) {
            return;
        }
        Map<TableVersions, Map<DocumentKey, RowHistory>> rowsByTable = byTableAndRow(changes);
        List<BulkLine> lines = new ArrayList<>();
        List<BulkLine> documents = new ArrayList<>();
        List<RowChange.OfRow> news = new ArrayList<>();
        findTruncations(rowsByTable.keySet());
        rowsByTable.forEach((table, rows) -> {
            VersionGuard check = new VersionGuard(client, tombstones, table, hot);
            check.run(rows.values());
            lines.addAll(check.graves());
            documents.addAll(check.documents());
            news.addAll(check.news());
            tally.add(check);
        });
        lines.addAll(documents);
        List<Rejection> refused = write(lines, tally);
        repeatTruncations(rowsByTable.keySet());
        rowsByTable.forEach((table, rows) ->
                rows.values().forEach(row -> table.wrote(row.newest().eventId())));
        if (refused.isEmpty()) {
            news.forEach(change -> hot.wrote(change.table(), change.key()));
        }
        applyRows(superseded(refused, rowsByTable), tally);
    }

    private List<Rejection> write(List<BulkLine> lines, Tally tally) {
        long start = System.nanoTime();
        List<Rejection> refused = writer.write(lines);
        tally.wroteSince(start);
        tally.refused(refused);
        return refused;
    }

    private void purgeTombstones() {
        Instant now = clock.instant();
        if (tombstoneAge.isPresent() && now.isAfter(purgeAt)) {
            tombstones.purge(tombstoneAge.get());
            purgeAt = now.plus(PURGE_INTERVAL);
        }
    }

    /** Without a refused change, the ones that it had superseded are the row's state. */
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

    private void applyTruncate(RowChange.Truncate truncate, Tally tally) {
        TableVersions table = table(truncate.table());
        table.truncated(tombstones.truncatedAt(table.name()));
        if (truncate.eventId() > table.truncatedAt()) {
            // The tombstone first: whoever writes an older row after the delete finds it and deletes again.
            write(List.of(tombstones.ofTable(truncate)), tally);
            table.truncated(truncate.eventId());
        } else {
            tally.stale();
        }
        deleteTruncated(table);
        table.wrote(truncate.eventId());
    }

    /**
     * Another partition may have truncated a table while rows older than that were written here. It wrote its tombstone
     * before it deleted: either its delete saw our rows, or we see its tombstone now.
     */
    private void repeatTruncations(Set<TableVersions> written) {
        findTruncations(written).forEach(this::deleteTruncated);
    }

    /** Returns the tables that were truncated since it was last asked. */
    private List<TableVersions> findTruncations(Set<TableVersions> among) {
        Map<String, Long> versions =
                tombstones.truncations(among.stream().map(TableVersions::name).toList());
        return among.stream()
                .filter(table -> table.truncated(versions.getOrDefault(table.name(), 0L)))
                .toList();
    }

    private void deleteTruncated(TableVersions table) {
        if (table.exists()) {
            VersionQueries.sql(
                    client,
                    "DELETE FROM " + table.name() + " WHERE " + TableSchema.EVENT_ID + "<" + table.truncatedAt());
        }
    }

    private TableVersions table(String name) {
        return tables.computeIfAbsent(name, missing -> {
            boolean exists = catalog.find(name).isPresent();
            long inTable = exists ? VersionQueries.newest(client, name, "") : 0;
            TableVersions table = new TableVersions(name, exists, Math.max(inTable, tombstones.newest(name)));
            if (table.truncated(tombstones.truncatedAt(name))) {
                // A predecessor may have been killed after it wrote older rows and before it looked for this again.
                deleteTruncated(table);
            }
            return table;
        });
    }
}
