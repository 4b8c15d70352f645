package io.millrace.manticore.index;

import static io.millrace.manticore.index.Changes.delete;
import static io.millrace.manticore.index.Changes.replace;
import static io.millrace.manticore.index.Changes.truncate;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.ManticoreServer;
import io.millrace.manticore.Searchd;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the index guarantees, on a real Manticore where there is one. */
final class VersionedIndexIT {
    private static final String TABLE = "index_it";

    @TempDir
    private static Path directory;

    private static ManticoreServer server;
    private static Searchd searchd;

    private ManticoreClient client = new ManticoreClient(ManticoreSettings.of(URI.create("http://127.0.0.1:1")));
    private TableCatalog catalog = new TableCatalog(client);

    @BeforeAll
    static void start() {
        server = ManticoreServer.start(directory);
        searchd = new Searchd(server.url());
    }

    @AfterAll
    static void stop() {
        searchd.forget(TABLE);
        server.close();
    }

    @BeforeEach
    void makeTable() {
        searchd.forget(TABLE);
        client.close();
        client = new ManticoreClient(ManticoreSettings.of(URI.create(server.url())));
        catalog = new TableCatalog(client);
        catalog.create(Changes.schema(TABLE), Map.of());
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void createdTableIsDescribedAsItWasDeclared() {
        assertThat(catalog.find(TABLE)).contains(Changes.schema(TABLE));
    }

    @Test
    void tableWhoseNameOnlyLooksAlikeIsNotTaken() {
        assertThat(catalog.find("index%it")).isEmpty();
        assertThat(catalog.find("index_i_")).isEmpty();
    }

    @Test
    void eachEventTakesEffectOnce() {
        List<RowChange> changes = List.of(replace(TABLE, 1, 10, "one"), replace(TABLE, 2, 11, "two"));
        assertThat(index().apply(changes).applied()).isEqualTo(2);
        BatchResult again = index().apply(changes);
        assertThat(again.stale()).isEqualTo(2);
        assertThat(again.applied()).isZero();
        assertThat(again.accepted()).isEmpty();
    }

    @Test
    void eventsThatTheirBatchSupersededAreStaleAsWellWhenTheyComeAgain() {
        List<RowChange> changes = List.of(
                replace(TABLE, 1, 10, "one"), replace(TABLE, 1, 11, "two"), delete(TABLE, 2, 12), delete(TABLE, 2, 13));
        assertThat(index().apply(changes).applied()).isEqualTo(4);
        BatchResult again = index().apply(changes);
        assertThat(again.stale()).isEqualTo(4);
        assertThat(again.applied()).isZero();
    }

    @Test
    void olderEventThatComesLateIsDropped() {
        VersionedIndex index = index();
        index.apply(List.of(replace(TABLE, 1, 10, "new")));
        assertThat(index.apply(List.of(replace(TABLE, 1, 9, "old"))).stale()).isEqualTo(1);
        assertThat(index().apply(List.of(replace(TABLE, 1, 8, "older"))).stale())
                .isEqualTo(1);
        assertThat(titles()).containsExactly("1 new");
    }

    @Test
    void deletedRowStaysDeletedWhenAnOlderEventComesLate() {
        VersionedIndex index = index();
        index.apply(List.of(replace(TABLE, 1, 10, "one")));
        index.apply(List.of(delete(TABLE, 1, 12)));
        index.apply(List.of(replace(TABLE, 1, 11, "late")));
        index().apply(List.of(replace(TABLE, 1, 10, "later")));
        assertThat(titles()).isEmpty();
    }

    @Test
    void rowInsertedAgainAfterItsDeleteIsThere() {
        index().apply(List.of(replace(TABLE, 1, 10, "one"), delete(TABLE, 1, 11), replace(TABLE, 1, 12, "again")));
        index().apply(List.of(delete(TABLE, 1, 11)));
        assertThat(titles()).containsExactly("1 again");
    }

    /** In one run of a bulk, a replace followed by a delete of the same document would leave the document. */
    @Test
    void replaceThenDeleteInOneBatchLeavesNothing() {
        index().apply(List.of(replace(TABLE, 8, 1, "eight"), delete(TABLE, 8, 2)));
        assertThat(titles()).isEmpty();
    }

    @Test
    void deleteWhoseWriterWasKilledAfterTheTombstoneIsFinished() {
        index().apply(List.of(replace(TABLE, 1, 10, "one")));
        // The tombstone alone, as a crash between the two leaves it.
        new BulkWriter(client, catalog, 100_000)
                .write(List.of(new Tombstones(client, catalog, Clock.systemUTC())
                        .ofRow((RowChange.Delete) delete(TABLE, 1, 11))));

        index().apply(List.of(delete(TABLE, 1, 11)));

        assertThat(titles()).isEmpty();
    }

    @Test
    void deleteInATableThatDoesNotExistIsRemembered() {
        searchd.sql("DROP TABLE " + TABLE);
        index().apply(List.of(delete(TABLE, 1, 11)));
        catalog.create(Changes.schema(TABLE), Map.of());
        assertThat(index().apply(List.of(replace(TABLE, 1, 10, "late"))).stale())
                .isEqualTo(1);
    }

    @Test
    void truncateTakesOlderRowsAndLeavesNewerOnes() {
        index().apply(List.of(
                replace(TABLE, 1, 10, "old"),
                truncate(TABLE, 11),
                replace(TABLE, 2, 12, "new"),
                replace(TABLE, 3, 9, "late")));
        assertThat(titles()).containsExactly("2 new");
    }

    /** A truncation and the rows before it come in different partitions, in any order. */
    @Test
    void rowOlderThanATruncationInAnotherPartitionIsDropped() {
        VersionedIndex one = index();
        one.apply(List.of(replace(TABLE, 1, 10, "one")));
        index().apply(List.of(truncate(TABLE, 20)));
        one.apply(List.of(replace(TABLE, 2, 15, "late")));
        assertThat(titles()).isEmpty();
        one.apply(List.of(replace(TABLE, 2, 16, "late too"), replace(TABLE, 3, 21, "new")));
        assertThat(titles()).containsExactly("3 new");
    }

    /** It wrote after the truncation in another partition had deleted, and was killed before it saw the tombstone. */
    @Test
    void rowOlderThanATruncationWhoseWriterWasKilledIsDeletedByItsSuccessor() {
        index().apply(List.of(replace(TABLE, 1, 10, "one"), truncate(TABLE, 20)));
        searchd.bulk(new String(((RowChange.Replace) replace(TABLE, 2, 15, "late")).line(), StandardCharsets.UTF_8));
        assertThat(titles()).containsExactly("2 late");

        index().apply(List.of(replace(TABLE, 2, 15, "late")));

        assertThat(titles()).isEmpty();
    }

    /** Case A15: emptied while rows change. */
    @Test
    void aRowThatSomebodyElseRemovedIsMissed() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        SetClock clock = new SetClock(start);
        VersionedIndex index = new VersionedIndex(client, catalog, "sink-p0", 600_000, clock);
        index.apply(List.of(replace(TABLE, 1, 10, "one"), replace(TABLE, 2, 11, "two")));
        clock.set(start.plusSeconds(11));
        assertThat(index.apply(List.of(delete(TABLE, 1, 12), replace(TABLE, 2, 13, "two")))
                        .emptied())
                .isEmpty();
        index.apply(List.of(truncate(TABLE, 14), replace(TABLE, 3, 15, "three")));
        clock.set(start.plusSeconds(22));
        assertThat(index.apply(List.of(replace(TABLE, 4, 16, "four"))).emptied())
                .isEmpty();

        searchd.rows("DELETE FROM " + TABLE + " WHERE event_id<9223372036854775807");
        clock.set(start.plusSeconds(33));

        assertThat(index.apply(List.of(replace(TABLE, 5, 17, "five"))).emptied())
                .containsExactly(TABLE);
    }

    @Test
    void twoKeysWithOneHashAreNeverMerged() {
        DocumentKey one = new DocumentKey(77, "[\"one\"]");
        DocumentKey other = new DocumentKey(77, "[\"other\"]");
        index().apply(List.of(replace(TABLE, one, 10, "one")));

        BatchResult outcome =
                index().apply(List.of(replace(TABLE, other, 11, "other"), replace(TABLE, one, 12, "won")));

        assertThat(outcome.rejections())
                .singleElement()
                .satisfies(rejection -> assertThat(rejection.reason()).contains("hash of two keys"));
        assertThat(titles()).containsExactly("77 won");
    }

    @Test
    void deleteOfARowThatLostItsHashToAnotherLeavesTheOther() {
        DocumentKey other = new DocumentKey(77, "[\"other\"]");
        index().apply(List.of(replace(TABLE, new DocumentKey(77, "[\"one\"]"), 10, "one")));
        index().apply(List.of(new RowChange.Delete(TABLE, other, 11, 0)));
        assertThat(titles()).containsExactly("77 one");
    }

    /** Case A21: integer keys that are ids, and those whose hash is one, up to the largest; there are none above. */
    @Test
    void anOlderStateNeverFollowsANewerOneWhateverTheId() {
        List<DocumentKey> keys = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            keys.add(DocumentKey.natural(1 + i));
            keys.add(new DocumentKey((1L << 62) + i, "[-" + i + "]"));
            keys.add(new DocumentKey(Long.MAX_VALUE - i, "[0." + i + "]"));
        }
        assertThat(apply(keys, 10).stale()).isZero();
        assertThat(apply(keys, 9).stale()).isEqualTo(300);
        index().apply(keys.stream()
                .<RowChange>map(key -> new RowChange.Delete(TABLE, key, 12, 0))
                .toList());
        assertThat(apply(keys, 11).stale()).isEqualTo(300);
        assertThat(titles()).isEmpty();
    }

    private BatchResult apply(List<DocumentKey> keys, long version) {
        return index().apply(keys.stream()
                .<RowChange>map(key -> replace(TABLE, key, version, "x"))
                .toList());
    }

    @Test
    void documentThatIsRefusedIsRejectedAndItsNeighboursAreWritten() {
        RowChange bad = new RowChange.Replace(
                Changes.schema(TABLE),
                DocumentKey.natural(2),
                11,
                0,
                ("{\"replace\":{\"table\":\"" + TABLE + "\",\"id\":2,\"doc\":{\"nosuch\":1}}}\n")
                        .getBytes(StandardCharsets.UTF_8),
                0);

        BatchResult outcome = index().apply(List.of(replace(TABLE, 1, 10, "one"), bad, replace(TABLE, 3, 12, "three")));

        assertThat(outcome.rejections()).extracting(Rejection::change).containsExactly(bad);
        assertThat(titles()).containsExactly("1 one", "3 three");
    }

    /** A SELECT without a limit returns 20 rows, and never more than 1000 without max_matches. */
    @Test
    void moreVersionsAreReadThanASelectReturnsByItself() {
        List<RowChange> changes = new ArrayList<>();
        LongStream.rangeClosed(1, 3000).forEach(id -> changes.add(replace(TABLE, id, id, "x")));
        index().apply(changes);
        assertThat(index().apply(changes).stale()).isEqualTo(3000);
    }

    @Test
    void aBatchIsSplitIntoBodiesOfTheConfiguredSize() {
        List<RowChange> changes = new ArrayList<>();
        LongStream.rangeClosed(1, 100).forEach(id -> changes.add(replace(TABLE, id, id, "x".repeat(500))));
        new VersionedIndex(client, catalog, "sink-p0", 2_000, Clock.systemUTC()).apply(changes);
        assertThat(titles()).hasSize(100);
    }

    @Test
    void tombstonesOlderThanTheStreamArePurged() {
        // Long ago, so that no other tombstones of an external server are purged.
        Clock clock = Clock.fixed(Instant.parse("2001-01-01T00:00:00Z"), ZoneOffset.UTC);
        new VersionedIndex(client, catalog, "sink-p0", 600_000, clock).apply(List.of(delete(TABLE, 1, 11)));
        Tombstones tombstones = new Tombstones(client, catalog, clock);
        tombstones.purge(Duration.ofHours(1));
        assertThat(tombstones.newest(TABLE)).isEqualTo(11);
        tombstones.purge(Duration.ofSeconds(-5));
        assertThat(tombstones.newest(TABLE)).isZero();
    }

    @Test
    void batchesPurgeTombstonesThatNoEventOfTheStreamIsOlderThan() {
        // Long ago, so that no other tombstones of an external server are purged.
        Instant day = Instant.parse("2001-01-01T00:00:00Z");
        SetClock clock = new SetClock(day);
        VersionedIndex index = new VersionedIndex(client, catalog, "sink-p0", 600_000, clock);
        index.keepTombstones(Optional.of(Duration.ofDays(7)));
        index.apply(List.of(delete(TABLE, 1, 11)));
        clock.set(day.plus(Duration.ofDays(6)));
        index.apply(List.of(delete(TABLE, 2, 12)));
        clock.set(day.plus(Duration.ofDays(8)));
        index.apply(List.of(replace(TABLE, 3, 13, "three")));
        assertThat(searchd.rows("SELECT row_id FROM millrace_tombstones WHERE table_name='" + TABLE + "'"))
                .extracting(row -> row.path("row_id").asLong())
                .containsExactly(2L);
    }

    /** With the state of a task that was just started. */
    private VersionedIndex index() {
        return new VersionedIndex(client, catalog, "sink-p0", 600_000, Clock.systemUTC());
    }

    private List<String> titles() {
        return searchd.rows("SELECT id, title FROM " + TABLE + " ORDER BY id ASC LIMIT 1000").stream()
                .map(row -> row.path("id").asText() + " " + row.path("title").asText())
                .toList();
    }
}
