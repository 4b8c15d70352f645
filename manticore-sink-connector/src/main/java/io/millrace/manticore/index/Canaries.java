package io.millrace.manticore.index;

import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.server.ManticoreClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Notices that somebody else removes rows: one row that was written to each table, and not deleted since, is looked for
 * now and then.
 */
final class Canaries {
    /** Also how old a row is at least: what was written in the last second before a power cut may be lost. */
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final ManticoreClient client;
    private final Tombstones tombstones;
    private final Clock clock;
    private final Map<String, Canary> canaries = new HashMap<>();

    private record Canary(DocumentKey key, long eventId, Instant due) {}

    Canaries(ManticoreClient client, Tombstones tombstones, Clock clock) {
        this.client = client;
        this.tombstones = tombstones;
        this.clock = clock;
    }

    /** Whether the row of a table is gone, before other changes of the table are written. */
    boolean isLost(TableVersions table) {
        Canary canary = canaries.get(table.name());
        if (canary == null || clock.instant().isBefore(canary.due())) {
            return false;
        }
        canaries.remove(table.name());
        if (canary.eventId() < table.truncatedAt()) {
            return false;
        }
        boolean lost = VersionQueries.select(
                        client, table.name(), "", List.of(canary.key().id()))
                .isEmpty();
        if (!lost) {
            add(table.name(), canary.key(), canary.eventId());
        }
        // Another partition may have truncated the table just now.
        return lost && canary.eventId() >= tombstones.truncatedAt(table.name());
    }

    void wrote(Collection<? extends RowChange.OfRow> changes) {
        for (RowChange.OfRow change : changes) {
            Canary canary = canaries.get(change.table());
            if (canary == null) {
                if (change instanceof RowChange.Replace) {
                    add(change.table(), change.key(), change.eventId());
                }
            } else if (change instanceof RowChange.Delete
                    && canary.key().id() == change.key().id()) {
                canaries.remove(change.table());
            }
        }
    }

    void clear() {
        canaries.clear();
    }

    private void add(String table, DocumentKey key, long eventId) {
        canaries.put(table, new Canary(key, eventId, clock.instant().plus(INTERVAL)));
    }
}
