package io.millrace.manticore.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.ManticoreServer;
import io.millrace.manticore.Searchd;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However the changes of some rows are repeated, mixed and cut into batches: the index ends as if they had been applied
 * once and in order, and no row is ever seen older than before. A failing case is repeated by its seed.
 */
final class GuardPropertyIT {
    private static final String TABLE = "guard_it";
    private static final int PARTITIONS = 3;
    private static final int ROWS = 9;
    private static final int CHANGES = 80;

    @TempDir
    private static Path directory;

    private static ManticoreServer server;
    private static Searchd searchd;
    private static ManticoreClient client;
    private static TableCatalog catalog;

    @BeforeAll
    static void start() {
        server = ManticoreServer.start(directory);
        searchd = new Searchd(server.url());
        client = new ManticoreClient(ManticoreSettings.of(URI.create(server.url())));
        catalog = new TableCatalog(client);
    }

    @AfterAll
    static void stop() {
        searchd.forget(TABLE);
        client.close();
        server.close();
    }

    @BeforeEach
    void clear() {
        searchd.forget(TABLE);
        catalog.create(Changes.schema(TABLE), "");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void anyRedeliveryEndsInTheSameIndex(long seed) {
        Random random = new Random(seed);
        List<Change> history = history(random);
        List<Index> partitions = new ArrayList<>();
        List<List<Change>> deliveries = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.add(index());
            deliveries.add(repeated(ofPartition(history, partition), random));
        }
        Map<Long, Long> seen = new HashMap<>();
        while (deliveries.stream().anyMatch(list -> !list.isEmpty())) {
            int partition = random.nextInt(PARTITIONS);
            List<Change> left = deliveries.get(partition);
            List<Change> batch = left.subList(0, Math.min(left.size(), 1 + random.nextInt(12)));
            if (random.nextInt(8) == 0) {
                // The task was restarted, or another one took over.
                partitions.set(partition, index());
            }
            apply(partitions.get(partition), batch);
            batch.clear();
            requireNothingOlder(seen);
        }
        assertThat(versions()).isEqualTo(inOrder(history));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {101, 102, 103, 104, 105, 106, 107, 108})
    void partitionsAtTheSameTimeEndInTheSameIndex(long seed) {
        Random random = new Random(seed);
        List<Change> history = history(random);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<Change> deliveries = repeated(ofPartition(history, partition), random);
            long own = random.nextLong();
            running.add(CompletableFuture.runAsync(() -> {
                Random sizes = new Random(own);
                Index index = index();
                for (int from = 0; from < deliveries.size(); ) {
                    int to = Math.min(deliveries.size(), from + 1 + sizes.nextInt(6));
                    apply(index, deliveries.subList(from, to));
                    from = to;
                }
            }));
        }
        running.forEach(CompletableFuture::join);
        assertThat(versions()).isEqualTo(inOrder(history));
    }

    /** A row, or with row 0 the whole table. */
    private record Change(long id, long row, boolean deletes, int partition) {
        RowChange toRowChange() {
            if (row == 0) {
                return Changes.truncate(TABLE, id);
            }
            return deletes ? Changes.delete(TABLE, row, id) : Changes.replace(TABLE, row, id, "v" + id);
        }
    }

    private static List<Change> history(Random random) {
        List<Change> history = new ArrayList<>();
        for (long id = 1; id <= CHANGES; id++) {
            boolean truncates = random.nextInt(25) == 0;
            long row = truncates ? 0 : 1 + random.nextInt(ROWS);
            // A row stays in its partition; a truncation has no key and may be in any.
            int partition = truncates ? random.nextInt(PARTITIONS) : (int) (row % PARTITIONS);
            history.add(new Change(id, row, random.nextInt(4) == 0, partition));
        }
        return history;
    }

    /** With parts of it repeated, and sometimes in no order at all. */
    private static List<Change> repeated(List<Change> changes, Random random) {
        List<Change> deliveries = new ArrayList<>(changes);
        for (int times = random.nextInt(4); times > 0 && !changes.isEmpty(); times--) {
            int from = random.nextInt(changes.size());
            int to = from + random.nextInt(changes.size() - from) + 1;
            deliveries.addAll(to + random.nextInt(deliveries.size() - to + 1), changes.subList(from, to));
        }
        if (random.nextInt(5) == 0) {
            Collections.shuffle(deliveries, random);
        }
        return deliveries;
    }

    private static List<Change> ofPartition(List<Change> history, int partition) {
        return history.stream()
                .filter(change -> change.partition() == partition)
                .toList();
    }

    private static void apply(Index index, List<Change> batch) {
        assertThat(index.apply(batch.stream().map(Change::toRowChange).toList()).rejections())
                .isEmpty();
    }

    private static Map<Long, Long> inOrder(List<Change> history) {
        Map<Long, Long> versions = new HashMap<>();
        for (Change change : history) {
            if (change.row() == 0) {
                versions.clear();
            } else if (change.deletes()) {
                versions.remove(change.row());
            } else {
                versions.put(change.row(), change.id());
            }
        }
        return versions;
    }

    private static Map<Long, Long> versions() {
        Map<Long, Long> versions = new HashMap<>();
        for (JsonNode row : searchd.rows("SELECT id, title, event_id FROM " + TABLE + " LIMIT 1000")) {
            long version = row.path("event_id").asLong();
            assertThat(row.path("title").asText()).isEqualTo("v" + version);
            versions.put(row.path("id").asLong(), version);
        }
        return versions;
    }

    private static void requireNothingOlder(Map<Long, Long> seen) {
        versions().forEach((row, version) -> {
            assertThat(version).as("version of row %d", row).isGreaterThanOrEqualTo(seen.getOrDefault(row, 0L));
            seen.put(row, version);
        });
    }

    private static Index index() {
        return new Index(client, catalog, 1_000, Clock.systemUTC());
    }
}
