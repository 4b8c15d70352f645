package io.millrace.manticore.index;

import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.server.BulkLine;
import io.millrace.manticore.server.ManticoreClient;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Deletes the rows of truncated tables. The event of a truncation comes in one partition; the others learn of it from its
 * tombstone.
 */
final class Truncations {
    private final ManticoreClient client;
    private final TableCatalog catalog;
    private final Tombstones tombstones;

    Truncations(ManticoreClient client, TableCatalog catalog, Tombstones tombstones) {
        this.client = client;
        this.catalog = catalog;
        this.tombstones = tombstones;
    }

    /** Looks for a truncation before the table is written for the first time. */
    void open(TableVersions table) {
        if (table.truncated(tombstones.truncatedAt(table.name()))) {
            // A predecessor may have been killed after it wrote older rows and before it looked for this again.
            deleteOlder(table);
        }
    }

    /** The tombstone of a truncation, when it is newer than the last one known. */
    List<BulkLine> tombstone(RowChange.Truncate truncate, TableVersions table) {
        table.truncated(tombstones.truncatedAt(table.name()));
        return truncate.eventId() > table.truncatedAt() ? List.of(tombstones.ofTable(truncate)) : List.of();
    }

    /** Returns the tables that were truncated since this was last asked. */
    List<TableVersions> find(Set<TableVersions> among) {
        Map<String, Long> versions =
                tombstones.truncations(among.stream().map(TableVersions::name).toList());
        return among.stream()
                .filter(table -> table.truncated(versions.getOrDefault(table.name(), 0L)))
                .toList();
    }

    /**
     * Another partition may have truncated a table while older rows were written here. It wrote its tombstone before it
     * deleted: either its delete saw our rows, or we see its tombstone now.
     */
    void repeat(Set<TableVersions> written) {
        find(written).forEach(this::deleteOlder);
    }

    void deleteOlder(TableVersions table) {
        if (!table.exists()) {
            // Another partition may have created it since it was looked for here.
            table.exists(catalog.find(table.name()).isPresent());
        }
        if (table.exists()) {
            VersionQueries.sql(
                    client,
                    "DELETE FROM " + table.name() + " WHERE " + TableSchema.EVENT_ID + "<" + table.truncatedAt());
        }
    }
}
