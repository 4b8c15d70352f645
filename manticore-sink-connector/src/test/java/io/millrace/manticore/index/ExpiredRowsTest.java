package io.millrace.manticore.index;

import static io.millrace.manticore.index.Changes.delete;
import static io.millrace.manticore.index.Changes.replace;
import static io.millrace.manticore.index.Changes.truncate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.ColumnValues;
import io.millrace.local.LocalPort;
import io.millrace.manticore.Searchd;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.standin.ManticoreStandIn;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Case B17: rows that expire. */
final class ExpiredRowsTest {
    private static final String TABLE = "sessions";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private final SetClock clock = new SetClock(START);
    private ManticoreStandIn server;
    private ManticoreClient client;
    private TableCatalog catalog;
    private VersionedIndex index;
    private Searchd searchd;

    @BeforeEach
    void start() throws IOException {
        server = ManticoreStandIn.start(directory, LocalPort.free());
        searchd = new Searchd(server.url());
        client = new ManticoreClient(ManticoreSettings.of(URI.create(server.url())));
        catalog = new TableCatalog(client);
        catalog.create(Changes.schema(TABLE), Map.of());
        index = index("sink-p0");
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void rowIsRemovedWithATombstoneOfItsVersionWhenItExpires() {
        index.apply(List.of(expiring(1, 11, 40), replace(TABLE, 2, 12, "stays")));

        assertThat(expireAfter(39)).isEmpty();
        assertThat(ids()).containsExactly(1L, 2L);
        assertThat(expireAfter(60)).containsExactly(1L);
        assertThat(ids()).containsExactly(2L);

        index.apply(List.of(replace(TABLE, 1, 11, "the same"), replace(TABLE, 1, 10, "older")));
        assertThat(ids()).containsExactly(2L);
        index.apply(List.of(replace(TABLE, 1, 13, "newer")));
        assertThat(ids()).containsExactly(1L, 2L);
        assertThat(expireAfter(600)).isEmpty();
        assertThat(ids()).containsExactly(1L, 2L);
    }

    @Test
    void newerEventKeepsTheRowOrMovesItsExpiry() {
        index.apply(List.of(expiring(1, 11, 40), expiring(2, 12, 40), expiring(3, 13, 40)));
        index.apply(List.of(replace(TABLE, 1, 21, "stays"), expiring(2, 22, 100), delete(TABLE, 3, 23)));

        assertThat(expireAfter(60)).isEmpty();
        assertThat(ids()).containsExactly(1L, 2L);
        assertThat(expireAfter(120)).containsExactly(2L);
        assertThat(ids()).containsExactly(1L);
    }

    @Test
    void expiryOutlivesTheTaskAndIsForgottenOnlyOnceTheRowIsGone() {
        index.apply(List.of(expiring(1, 11, 40)));
        index = index("sink-p0");
        assertThat(index.rowsMayExpire()).isTrue();

        assertThat(expireAfter(60)).containsExactly(1L);
        // A power cut may take the last writes.
        searchd.bulk(line(expiring(1, 11, 40)));
        assertThat(expireAfter(80)).containsExactly(1L);
        assertThat(expirations()).isEqualTo(1);
        assertThat(expireAfter(100)).isEmpty();
        assertThat(expirations()).isZero();
        assertThat(ids()).isEmpty();
    }

    /** The writer of another partition, or of another sink with the same server. */
    @Test
    void nobodyElseRemovesARow() {
        index.apply(List.of(expiring(1, 11, 40)));
        clock.set(START.plusSeconds(60));
        assertThat(index("sink-p1").apply(List.of()).expired()).isEmpty();
        assertThat(index("Sink-p0").apply(List.of()).expired()).isEmpty();
        assertThat(ids()).containsExactly(1L);
        assertThat(index.apply(List.of()).expired()).hasSize(1);
    }

    /** Its event is delivered again, and the row is there already. */
    @Test
    void expiryThatWasLostInAPowerCutIsWrittenAgainWithItsEvent() {
        index.apply(List.of(expiring(1, 11, 40)));
        searchd.sql("DELETE FROM millrace_expirations WHERE id>0");
        assertThat(index.apply(List.of(expiring(1, 11, 40))).stale()).isEqualTo(1);
        assertThat(expireAfter(60)).containsExactly(1L);
    }

    @Test
    void olderEventDoesNotChangeWhenARowExpires() {
        index.apply(List.of(expiring(1, 11, 40)));
        assertThat(index.apply(List.of(expiring(1, 10, 1000))).stale()).isEqualTo(1);
        assertThat(expireAfter(60)).containsExactly(1L);
    }

    /** A newer change was refused: the row had a later state by then, which expired too. */
    @Test
    void olderStateIsRemovedWhenANewerOneThatWasRefusedExpires() {
        index.apply(List.of(replace(TABLE, 1, 10, "older")));
        RowChange refused = new RowChange.Replace(
                Changes.schema(TABLE),
                DocumentKey.natural(1),
                11,
                0,
                ("{\"replace\":{\"table\":\"" + TABLE + "\",\"id\":1,\"doc\":{\"nosuch\":1}}}\n")
                        .getBytes(StandardCharsets.UTF_8),
                micros(40));
        assertThat(index.apply(List.of(refused)).rejections()).hasSize(1);
        assertThat(ids()).containsExactly(1L);
        assertThat(expireAfter(60)).containsExactly(1L);
        assertThat(ids()).isEmpty();
    }

    /** The expired row's tombstone must not replace it. */
    @Test
    void newerTombstoneStaysWhereADeleteWasInterrupted() {
        index.apply(List.of(expiring(1, 11, 40)));
        index.apply(List.of(delete(TABLE, 1, 20)));
        searchd.bulk(line(expiring(1, 11, 40)));
        assertThat(expireAfter(60)).containsExactly(1L);
        index = index("sink-p0");
        index.apply(List.of(replace(TABLE, 1, 15, "older than the delete")));
        assertThat(ids()).isEmpty();
    }

    @Test
    void rowWithAHashedIdExpiresAndAnotherWithThatHashStays() {
        DocumentKey one = new DocumentKey(77, "[\"one\"]");
        index.apply(List.of(Changes.expiring(TABLE, one, 11, "one", micros(40))));
        assertThat(expireAfter(60)).containsExactly(77L);
        index.apply(List.of(replace(TABLE, new DocumentKey(77, "[\"other\"]"), 12, "other")));
        assertThat(expireAfter(80)).isEmpty();
        assertThat(ids()).containsExactly(77L);
    }

    @Test
    void truncatedOrDroppedTableIsNoFault() {
        index.apply(List.of(expiring(1, 11, 40), truncate(TABLE, 12)));
        assertThat(expireAfter(60)).isEmpty();
        index.apply(List.of(expiring(2, 13, 100)));
        searchd.sql("DROP TABLE " + TABLE);
        index = index("sink-p0");
        assertThat(expireAfter(120)).isEmpty();
        assertThat(expireAfter(140)).isEmpty();
        assertThat(expirations()).isZero();
    }

    @Test
    void tableOfExpirationsThatSomebodyDroppedIsCreatedAgain() {
        index.apply(List.of(expiring(1, 11, 40)));
        searchd.sql("DROP TABLE millrace_expirations");
        clock.set(START.plusSeconds(20));
        assertThatThrownBy(() -> index.apply(List.of())).isInstanceOf(IndexUnavailableException.class);
        index.forgetTables();
        index.apply(List.of(expiring(2, 12, 40)));
        assertThat(expireAfter(60)).containsExactly(2L);
    }

    @Test
    void moreRowsExpireThanAPageHolds() {
        List<RowChange> changes = new ArrayList<>();
        LongStream.rangeClosed(1, 12_000).forEach(id -> changes.add(expiring(id, id, 40)));
        index.apply(changes);
        assertThat(expireAfter(60)).hasSize(12_000);
        assertThat(ids()).isEmpty();
        assertThat(expireAfter(80)).isEmpty();
        assertThat(expirations()).isZero();
    }

    /** Where no row expires, nothing is asked. */
    @Test
    void partitionWithoutExpiringRowsExpectsNone() {
        index.keepTombstones(Optional.of(Duration.ofDays(7)));
        index.apply(List.of());
        assertThat(index.rowsMayExpire()).isFalse();
        assertThat(catalog.find(Tombstones.TABLE)).isEmpty();
        index.forgetTables();
        clock.set(START.plusSeconds(20));
        index.apply(List.of(replace(TABLE, 1, 11, "stays")));
        assertThat(index.rowsMayExpire()).isFalse();
        assertThat(catalog.find(Expirations.TABLE)).isEmpty();
        index.apply(List.of(expiring(2, 12, 40)));
        assertThat(index.rowsMayExpire()).isTrue();
    }

    /** A removed row is not one that somebody else took away, and its event may be acknowledged. */
    @Test
    void rowThatWasRemovedIsShownAndNotMissed() {
        index.apply(List.of(expiring(1, 11, 40)));
        clock.set(START.plusSeconds(60));
        List<WrittenRow> removed = index.apply(List.of()).expired();
        assertThat(new VersionedReadBack(client, catalog, clock).missing(removed, Optional.of(Duration.ofDays(7))))
                .isEmpty();
        clock.set(START.plusSeconds(80));
        assertThat(index.apply(List.of(replace(TABLE, 2, 12, "other"))).emptied())
                .isEmpty();
        searchd.bulk(line(expiring(1, 11, 40)));
        searchd.sql("DELETE FROM millrace_tombstones WHERE row_id=1");
        assertThat(new VersionedReadBack(client, catalog, clock).missing(removed, Optional.of(Duration.ofDays(7))))
                .as("the document is at its version again, and its removal is still to come")
                .isEmpty();
    }

    private VersionedIndex index(String partition) {
        return new VersionedIndex(client, catalog, partition, 600_000, clock);
    }

    /** The rows that are removed when this many seconds have passed since the start. */
    private List<Long> expireAfter(int seconds) {
        clock.set(START.plusSeconds(seconds));
        return index.apply(List.of()).expired().stream()
                .map(row -> row.key().orElseThrow().id())
                .toList();
    }

    private static RowChange expiring(long id, long eventId, int seconds) {
        return Changes.expiring(TABLE, DocumentKey.natural(id), eventId, "expires", micros(seconds));
    }

    private static long micros(int seconds) {
        return ColumnValues.micros(START.plusSeconds(seconds));
    }

    private static String line(RowChange change) {
        return new String(((RowChange.Replace) change).line(), StandardCharsets.UTF_8);
    }

    private List<Long> ids() {
        return searchd.rows("SELECT id FROM " + TABLE + " ORDER BY id ASC").stream()
                .map(row -> row.path("id").asLong())
                .toList();
    }

    private long expirations() {
        return searchd.rows("SELECT COUNT(*) FROM millrace_expirations")
                .get(0)
                .path("count(*)")
                .asLong();
    }
}
