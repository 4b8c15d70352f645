package io.millrace.manticore.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.event.ColumnValues;
import io.millrace.manticore.document.BulkLines;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.server.BulkLine;
import io.millrace.manticore.server.ManticoreClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes rows of one partition that have expired, each with a tombstone of the version that expired: an older event
 * cannot bring the row back, and a newer one can. What is remembered of a row is only forgotten when the row is found
 * gone, a while after it was removed: a power cut in between may bring it back.
 */
final class ExpiredRows {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiredRows.class);
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    /** These changes come from no event. */
    private static final int NO_ORIGIN = -1;

    private final ManticoreClient client;
    private final Expirations expirations;
    private final Tombstones tombstones;
    private final BulkWriter writer;
    private final Clock clock;
    private Instant due = Instant.MIN;

    ExpiredRows(
            ManticoreClient client, Expirations expirations, Tombstones tombstones, BulkWriter writer, Clock clock) {
        this.client = client;
        this.expirations = expirations;
        this.tombstones = tombstones;
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * Removes them, once in a while.
     *
     * @param tables gives what is known about a table
     */
    List<RowChange.Delete> remove(Function<String, TableVersions> tables) {
        List<RowChange.Delete> removed = new ArrayList<>();
        Instant now = clock.instant();
        if (now.isBefore(due)) {
            return removed;
        }
        long last = 0;
        List<Expirations.Expiration> page;
        do {
            page = expirations.due(ColumnValues.micros(now), last);
            Map<String, List<Expirations.Expiration>> byTable =
                    page.stream().collect(Collectors.groupingBy(Expirations.Expiration::table));
            byTable.forEach((table, expired) -> removed.addAll(remove(table, expired, tables)));
            last = page.isEmpty() ? last : page.get(page.size() - 1).id();
        } while (page.size() == Expirations.PAGE);
        due = now.plus(INTERVAL);
        return removed;
    }

    private List<RowChange.Delete> remove(
            String name, List<Expirations.Expiration> expired, Function<String, TableVersions> tables) {
        try {
            return remove(tables.apply(name), expired);
        } catch (TableFaultException e) {
            LOG.warn("Rows of table {} that have expired stay in Manticore: {}", name, e.getMessage());
            return List.of();
        }
    }

    private List<RowChange.Delete> remove(TableVersions table, List<Expirations.Expiration> expired) {
        List<DocumentKey> keys =
                expired.stream().map(Expirations.Expiration::key).toList();
        Map<Long, JsonNode> documents = documents(table, keys);
        Map<Long, Long> deleted = documents.isEmpty() ? Map.of() : tombstones.versions(table.name(), keys);
        List<RowChange.Delete> deletes = new ArrayList<>();
        List<BulkLine> lines = new ArrayList<>();
        List<BulkLine> documentLines = new ArrayList<>();
        for (Expirations.Expiration expiration : expired) {
            JsonNode document = documents.get(expiration.key().id());
            if (document != null && isOf(document, expiration)) {
                RowChange.Delete delete =
                        new RowChange.Delete(table.name(), expiration.key(), expiration.eventId(), NO_ORIGIN);
                deletes.add(delete);
                // One that is newer must stay, and its writer may have been killed before it deleted the document.
                if (deleted.getOrDefault(delete.key().id(), -1L) < delete.eventId()) {
                    lines.add(tombstones.ofRow(delete));
                }
                documentLines.add(BulkLine.of(BulkLines.delete(table.name(), delete.key()), delete));
            } else {
                documentLines.add(expirations.forget(expiration));
            }
        }
        lines.addAll(documentLines);
        for (Rejection refused : writer.write(lines)) {
            LOG.warn("A row of table {} that has expired stays in Manticore: {}", table.name(), refused.reason());
            deletes.removeIf(delete -> delete == refused.change());
        }
        return deletes;
    }

    /** Not of another row with the same hash, and not of a newer version, which may not expire. */
    private static boolean isOf(JsonNode document, Expirations.Expiration expiration) {
        return document.path(TableSchema.EVENT_ID).asLong() <= expiration.eventId()
                && document.path(TableSchema.ROW_KEY)
                        .asText()
                        .equals(expiration.key().rowKey());
    }

    private Map<Long, JsonNode> documents(TableVersions table, List<DocumentKey> keys) {
        Map<Long, JsonNode> documents = new HashMap<>();
        if (table.exists()) {
            boolean hashed = keys.stream().anyMatch(DocumentKey::hashed);
            VersionQueries.select(
                            client,
                            table.name(),
                            hashed ? TableSchema.ROW_KEY : "",
                            keys.stream().map(DocumentKey::id).toList())
                    .forEach(row -> documents.put(row.path("id").asLong(), row));
        }
        return documents;
    }
}
