package io.millrace.manticore.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.ManticoreServer;
import io.millrace.manticore.Searchd;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
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
        catalog.create(Changes.schema(TABLE), Map.of());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void anyRedeliveryEndsInTheSameIndex(long seed) {
        Random random = new Random(seed);
        History history = new History(TABLE, random);
        SeenVersions seen = new SeenVersions(searchd, TABLE, history);
        List<VersionedIndex> partitions = new ArrayList<>();
        List<List<History.Change>> deliveries = new ArrayList<>();
        for (int partition = 0; partition < History.PARTITIONS; partition++) {
            partitions.add(index());
            deliveries.add(history.deliveries(partition));
        }
        while (deliveries.stream().anyMatch(list -> !list.isEmpty())) {
            int partition = random.nextInt(History.PARTITIONS);
            List<History.Change> left = deliveries.get(partition);
            List<History.Change> batch = left.subList(0, Math.min(left.size(), 1 + random.nextInt(12)));
            if (random.nextInt(8) == 0) {
                // The task was restarted, or another one took over.
                partitions.set(partition, index());
            }
            apply(partitions.get(partition), history, batch);
            batch.clear();
            seen.look();
        }
        assertThat(seen.look()).isEqualTo(history.outcome());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {101, 102, 103, 104, 105, 106, 107, 108})
    void partitionsAtTheSameTimeEndInTheSameIndex(long seed) {
        Random random = new Random(seed);
        History history = new History(TABLE, random);
        SeenVersions seen = new SeenVersions(searchd, TABLE, history);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int partition = 0; partition < History.PARTITIONS; partition++) {
            List<History.Change> deliveries = history.deliveries(partition);
            long own = random.nextLong();
            running.add(CompletableFuture.runAsync(() -> {
                Random sizes = new Random(own);
                VersionedIndex index = index();
                for (int from = 0; from < deliveries.size(); ) {
                    int to = Math.min(deliveries.size(), from + 1 + sizes.nextInt(6));
                    apply(index, history, deliveries.subList(from, to));
                    from = to;
                }
            }));
        }
        running.forEach(CompletableFuture::join);
        assertThat(seen.look()).isEqualTo(history.outcome());
    }

    private static void apply(VersionedIndex index, History history, List<History.Change> batch) {
        assertThat(index.apply(batch.stream().map(history::toRowChange).toList())
                        .rejections())
                .isEmpty();
    }

    private static VersionedIndex index() {
        return new VersionedIndex(client, catalog, "sink-p0", 1_000, Clock.systemUTC());
    }
}
