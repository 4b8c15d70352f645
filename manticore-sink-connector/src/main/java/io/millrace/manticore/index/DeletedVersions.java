package io.millrace.manticore.index;

import io.millrace.event.ColumnValues;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.server.ManticoreClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Which versions of rows were deleted or have expired, as the sink remembers them; creates nothing. */
public final class DeletedVersions {
    /** Clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final TableCatalog catalog;
    private final Tombstones tombstones;
    private final Expirations expirations;
    private final Clock clock = Clock.systemUTC();

    public DeletedVersions(ManticoreClient client, TableCatalog catalog) {
        this.catalog = catalog;
        this.tombstones = new Tombstones(client, catalog, clock);
        this.expirations = new Expirations(client, catalog, "");
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

    /**
     * By document id, the version that has expired, or will within a minute; rows without one are missing, and so are those
     * whose documents the sink has removed.
     */
    public Map<Long, Long> expired(String table, Collection<DocumentKey> keys) {
        return keys.isEmpty() || catalog.find(Expirations.TABLE).isEmpty()
                ? Map.of()
                : expirations.expired(
                        table, keys, ColumnValues.micros(clock.instant().plus(MARGIN)));
    }
}
