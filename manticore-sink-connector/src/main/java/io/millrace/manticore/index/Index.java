package io.millrace.manticore.index;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
public final class Index {
    private final ManticoreClient client;
    private final TableCatalog catalog;
    private final Tombstones tombstones;
    private final BulkWriter writer;
    private final Map<String, TableState> tables = new HashMap<>();

    /** @param maxBodyBytes the size of a bulk request's body, unless one document is larger */
    public Index(ManticoreClient client, TableCatalog catalog, long maxBodyBytes, Clock clock) {
        this.client = client;
        this.catalog = catalog;
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
    }

    /**
     * What became of a batch.
     *
     * @param stale changes that were dropped, because the index holds something newer or the same
     */
    public record Outcome(int applied, int stale, List<Rejection> rejections) {}

    /**
     * Carries out changes, given in the order of their stream; returns when they are committed.
     *
     * @throws IndexUnavailableException when it is not known what was committed: everything that was not acknowledged
     *     has to be applied again
     * @throws TableChangedException when the changes have to be rendered again
     */
    public Outcome apply(List<RowChange> changes) {
        List<Rejection> rejections = new ArrayList<>();
        int stale = 0;
        int from = 0;
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i) instanceof RowChange.Truncate truncate) {
                stale += applyRows(changes.subList(from, i), rejections);
                stale += applyTruncate(truncate);
                from = i + 1;
            }
        }
        stale += applyRows(changes.subList(from, changes.size()), rejections);
        return new Outcome(changes.size() - stale - rejections.size(), stale, rejections);
    }

    /** Returns how many were stale. */
    private int applyRows(List<RowChange> changes, List<Rejection> rejections) {
        if (changes.isEmpty()) {
            return 0;
        }
        Map<TableState, Map<DocumentKey, RowHistory>> rowsByTable = byTableAndRow(changes);
        List<BulkLine> lines = new ArrayList<>();
        List<BulkLine> documents = new ArrayList<>();
        int stale = 0;
        for (Map.Entry<TableState, Map<DocumentKey, RowHistory>> rows : rowsByTable.entrySet()) {
            VersionCheck check = new VersionCheck(client, tombstones, rows.getKey());
            check.run(rows.getValue().values());
            lines.addAll(check.graves());
            documents.addAll(check.documents());
            rejections.addAll(check.rejections());
            stale += check.stale();
        }
        lines.addAll(documents);
        List<Rejection> refused = writer.write(lines);
        repeatTruncations(rowsByTable.keySet());
        rowsByTable.forEach((table, rows) ->
                rows.values().forEach(row -> table.wrote(row.newest().eventId())));
        rejections.addAll(refused);
        return stale + applyRows(superseded(refused, rowsByTable), rejections);
    }

    /** Without a refused change, the ones that it had superseded are the row's state. */
    private List<RowChange> superseded(
            List<Rejection> refused, Map<TableState, Map<DocumentKey, RowHistory>> rowsByTable) {
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

    private Map<TableState, Map<DocumentKey, RowHistory>> byTableAndRow(List<RowChange> changes) {
        // Grouped by table, since Manticore commits at each change of table.
        Map<TableState, Map<DocumentKey, RowHistory>> rows = new LinkedHashMap<>();
        for (RowChange change : changes) {
            RowChange.OfRow row = (RowChange.OfRow) change;
            TableState table = table(row.table());
            if (!table.exists() && row instanceof RowChange.Replace) {
                table.exists(true);
            }
            rows.computeIfAbsent(table, name -> new LinkedHashMap<>())
                    .computeIfAbsent(row.key(), RowHistory::new)
                    .add(row);
        }
        return rows;
    }

    private int applyTruncate(RowChange.Truncate truncate) {
        TableState table = table(truncate.table());
        table.truncated(tombstones.truncatedAt(table.name()));
        boolean news = truncate.eventId() > table.truncatedAt();
        if (news) {
            // The tombstone first: whoever writes an older row after the delete finds it and deletes again.
            writer.write(List.of(tombstones.ofTable(truncate)));
            table.truncated(truncate.eventId());
        }
        deleteTruncated(table);
        table.wrote(truncate.eventId());
        return news ? 0 : 1;
    }

    /**
     * Another partition may have truncated a table while rows older than that were written here. It wrote its tombstone
     * before it deleted: either its delete saw our rows, or we see its tombstone now.
     */
    private void repeatTruncations(Set<TableState> written) {
        for (TableState table : written) {
            long truncatedAt = tombstones.truncatedAt(table.name());
            if (truncatedAt > table.truncatedAt()) {
                table.truncated(truncatedAt);
                deleteTruncated(table);
            }
        }
    }

    private void deleteTruncated(TableState table) {
        if (table.exists()) {
            Versions.sql(
                    client,
                    "DELETE FROM " + table.name() + " WHERE " + TableSchema.EVENT_ID + "<" + table.truncatedAt());
        }
    }

    private TableState table(String name) {
        return tables.computeIfAbsent(name, missing -> {
            boolean exists = catalog.find(name).isPresent();
            long inTable = exists ? Versions.newest(client, name, "") : 0;
            TableState table = new TableState(name, exists, Math.max(inTable, tombstones.newest(name)));
            table.truncated(tombstones.truncatedAt(name));
            return table;
        });
    }
}
