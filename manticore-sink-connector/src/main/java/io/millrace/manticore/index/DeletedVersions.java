package io.millrace.manticore.index;

import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.server.ManticoreClient;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Which version was the last that deleted rows, from the sink's tombstones; creates nothing. */
public final class DeletedVersions {
    private final TableCatalog catalog;
    private final Tombstones tombstones;

    public DeletedVersions(ManticoreClient client, TableCatalog catalog) {
        this.catalog = catalog;
        this.tombstones = new Tombstones(client, catalog, Clock.systemUTC());
    }

    /** By document id, the version at which the row or its whole table was last deleted; 0 if it never was. */
    public Map<Long, Long> of(String table, Collection<DocumentKey> keys) {
        Map<Long, Long> versions = new HashMap<>();
        keys.forEach(key -> versions.put(key.id(), 0L));
        if (!keys.isEmpty() && catalog.find(Tombstones.TABLE).isPresent()) {
            long truncated = tombstones.truncatedAt(table);
            versions.replaceAll((id, none) -> truncated);
            tombstones.versions(table, keys).forEach((id, version) -> versions.merge(id, version, Math::max));
        }
        return versions;
    }
}
