package io.millrace.manticore.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.manticore.Searchd;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.standin.Fault;
import io.millrace.standin.ManticoreStandIn;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that fails in all the ways that it can, at any request: after everything that failed was delivered again the
 * index is the same, nothing was rejected, and no row was seen older than before. A failing case is repeated by its seed.
 */
final class GuardFaultsTest {
    private static final String TABLE = "guard_faults";

    @TempDir
    private Path directory;

    private ManticoreStandIn server;
    private ManticoreClient client;
    private TableCatalog catalog;

    @BeforeEach
    void start() throws IOException {
        server = ManticoreStandIn.start(directory, 0);
        client = new ManticoreClient(ManticoreSettings.of(URI.create(server.url())));
        catalog = new TableCatalog(client);
        catalog.create(Changes.schema(TABLE), Map.of());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void anyFaultEndsInTheSameIndex(long seed) {
        Random random = new Random(seed);
        History history = new History(TABLE, random);
        SeenVersions seen = new SeenVersions(new Searchd(server.url()), TABLE, history);
        int[] acknowledged = new int[History.PARTITIONS];
        VersionedIndex[] indexes = new VersionedIndex[History.PARTITIONS];
        boolean done = false;
        while (!done) {
            done = true;
            for (int partition = 0; partition < History.PARTITIONS; partition++) {
                List<History.Change> changes = history.inOrder(partition);
                int from = acknowledged[partition];
                int to = Math.min(changes.size(), from + 1 + random.nextInt(10));
                if (indexes[partition] == null) {
                    indexes[partition] = new VersionedIndex(client, catalog, "sink-p0", 400, Clock.systemUTC());
                }
                if (from < to) {
                    done = false;
                    fail(random);
                    if (apply(indexes[partition], history, changes.subList(from, to))) {
                        acknowledged[partition] = to;
                    } else {
                        indexes[partition] = null;
                    }
                    server.faults().clear();
                    seen.look();
                }
            }
        }
        assertThat(seen.look()).isEqualTo(history.outcome());
    }

    /** Returns whether it certainly worked. */
    private static boolean apply(VersionedIndex index, History history, List<History.Change> batch) {
        try {
            assertThat(index.apply(batch.stream().map(history::toRowChange).toList())
                            .rejections())
                    .isEmpty();
            return true;
        } catch (IndexUnavailableException e) {
            return false;
        }
    }

    /** Something goes wrong with some of the next requests. A body is cut once at most, as a server stops only once. */
    private void fail(Random random) {
        int cut = 1 + random.nextInt(2);
        for (int count = random.nextInt(4); count > 0; count--) {
            int kind = random.nextInt(4);
            Fault fault = switch (kind) {
                case 0 -> Fault.answer(503);
                case 1 -> Fault.hangUp(random.nextInt(300));
                case 2 -> Fault.loseAnswer();
                default -> cut(cut, random.nextInt(300));
            };
            cut = kind == 3 ? 0 : cut;
            boolean bulk = random.nextInt(3) > 0 || kind != 2;
            server.faults().set(bulk ? "/bulk" : "/sql", 1, fault);
        }
    }

    private static Fault cut(int kind, int bytes) {
        return switch (kind) {
            case 1 -> Fault.cutBody(bytes);
            case 2 -> Fault.terminate(bytes);
            default -> Fault.hangUp(bytes);
        };
    }
}
