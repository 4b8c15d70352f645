package io.millrace.manticore.index;

import static io.millrace.manticore.index.Changes.delete;
import static io.millrace.manticore.index.Changes.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.local.LocalPort;
import io.millrace.manticore.Searchd;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreProcess;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.standin.Fault;
import io.millrace.standin.ManticoreStandIn;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as shown before an event is acknowledged. */
final class ReadBackTest {
    private static final String TABLE = "shown";
    private static final Fault USUAL = (request, usual) -> usual.handle(request);
    private static final Duration RETENTION = Duration.ofDays(7);

    @TempDir
    private Path directory;

    private ManticoreStandIn server;
    private ManticoreClient client;
    private VersionedIndex index;
    private ReadBack readBack;
    private Searchd searchd;

    @BeforeEach
    void start() throws IOException {
        server = ManticoreStandIn.start(directory, LocalPort.free());
        searchd = new Searchd(server.url());
        connect();
        new TableCatalog(client).create(Changes.schema(TABLE), Map.of());
    }

    private void connect() {
        client = new ManticoreClient(ManticoreSettings.of(URI.create(server.url())));
        TableCatalog catalog = new TableCatalog(client);
        index = new VersionedIndex(client, catalog, "sink-p0", 600_000, Clock.systemUTC());
        readBack = new VersionedReadBack(client, catalog, Clock.systemUTC());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void documentAtItsVersionOrANewerOneIsShown() {
        index.apply(List.of(replace(TABLE, 1, 11, "one"), replace(TABLE, 2, 12, "two")));
        assertThat(missing(row(1, 11), row(2, 5))).isEmpty();
        assertThat(missing(row(1, 11), row(2, 13), row(3, 1))).containsExactlyInAnyOrder(row(2, 13), row(3, 1));
    }

    @Test
    void deletedRowIsShownByItsTombstoneOnceItsDocumentIsGone() {
        index.apply(List.of(replace(TABLE, 1, 11, "one"), replace(TABLE, 2, 12, "two")));
        index.apply(List.of(delete(TABLE, 1, 13)));
        assertThat(missing(row(1, 11), row(1, 13))).isEmpty();
        assertThat(missing(row(1, 14))).containsExactly(row(1, 14));
        // As after a power cut that took the delete of the document.
        searchd.bulk("{\"replace\":{\"table\":\"" + TABLE + "\",\"id\":1,\"doc\":{\"event_id\":11}}}\n");
        assertThat(missing(row(1, 13))).containsExactly(row(1, 13));
    }

    @Test
    void truncatedTableIsShownByItsTombstoneWhenNothingOlderIsLeft() {
        index.apply(List.of(replace(TABLE, 1, 11, "one"), new RowChange.Truncate(TABLE, 20, 0)));
        assertThat(missing(row(1, 11), truncation(20))).isEmpty();
        assertThat(missing(truncation(21))).containsExactly(truncation(21));
        searchd.bulk("{\"replace\":{\"table\":\"" + TABLE + "\",\"id\":7,\"doc\":{\"event_id\":19}}}\n");
        assertThatThrownBy(() -> missing(truncation(20)))
                .isInstanceOf(IndexUnavailableException.class)
                .hasMessageContaining("was truncated");
    }

    /** By another partition, in the middle of it. */
    @Test
    void rowsThatATruncationRemovesMeanwhileAreShown() throws Exception {
        index.apply(List.of(replace(TABLE, 1, 11, "one"), delete(TABLE, 2, 12)));
        assertThat(missing(row(1, 11))).isEmpty();
        CompletableFuture<Boolean> truncated = new CompletableFuture<>();
        server.faults().set("/sql", 1, USUAL).set("/sql", 1, Fault.hold(truncated));

        CompletableFuture<List<WrittenRow>> missing = CompletableFuture.supplyAsync(() -> missing(row(1, 11)));
        await().until(() -> server.faults().pending() == 0);
        index.apply(List.of(new RowChange.Truncate(TABLE, 20, 0)));
        truncated.complete(true);

        assertThat(missing.get()).isEmpty();
    }

    /** Case A15: the row that is looked for now and then was removed by the truncation of another partition. */
    @Test
    void aRowThatATruncationRemovesMeanwhileIsNotMissed() throws Exception {
        SetClock clock = new SetClock(Instant.parse("2026-01-01T00:00:00Z"));
        VersionedIndex watching = new VersionedIndex(client, new TableCatalog(client), "sink-p0", 600_000, clock);
        watching.apply(List.of(replace(TABLE, 1, 11, "one")));
        clock.set(clock.instant().plusSeconds(11));
        CompletableFuture<Boolean> truncated = new CompletableFuture<>();
        // The server's process, its uptime and truncations are asked for before the row.
        server.faults().set("/sql", 3, USUAL).set("/sql", 1, Fault.hold(truncated));

        CompletableFuture<BatchResult> result =
                CompletableFuture.supplyAsync(() -> watching.apply(List.of(replace(TABLE, 2, 30, "two"))));
        await().until(() -> server.faults().pending() == 0);
        index.apply(List.of(new RowChange.Truncate(TABLE, 20, 0)));
        truncated.complete(true);

        assertThat(result.get().emptied()).isEmpty();
    }

    @Test
    void rowDeletedFromATableThatNeverWasIsShown() {
        index.apply(List.of(delete("never", 1, 11)));
        assertThat(missing(new WrittenRow("never", Optional.of(DocumentKey.natural(1)), 11, now())))
                .isEmpty();
    }

    /** Its tombstone may have been purged. */
    @Test
    void rowWhoseEventHasExpiredIsNotLookedFor() {
        long expired = Instant.now().minus(RETENTION).minusSeconds(1).toEpochMilli();
        assertThat(missing(new WrittenRow(TABLE, Optional.of(DocumentKey.natural(9)), 99, expired)))
                .isEmpty();
    }

    @Test
    void manyRowsAreReadInSeveralQueries() {
        List<RowChange> changes = new ArrayList<>();
        LongStream.rangeClosed(1, 12_000).forEach(id -> changes.add(replace(TABLE, id, id, "row")));
        index.apply(changes);
        List<WrittenRow> rows =
                LongStream.rangeClosed(1, 12_001).mapToObj(id -> row(id, id)).toList();
        assertThat(readBack.missing(rows, Optional.of(RETENTION))).containsExactly(row(12_001, 12_001));
    }

    /** A6: by its process id, and where a container gives the same one again, by its start. */
    @Test
    void restartedServerIsAnotherProcess() throws IOException {
        ManticoreProcess before = client.process();
        assertThat(client.process().isSame(before)).isTrue();
        server.powerCut();
        server = ManticoreStandIn.start(directory, URI.create(server.url()).getPort());
        client.close();
        connect();
        assertThat(client.process().isSame(before)).isFalse();
        ManticoreProcess samePid = new ManticoreProcess(
                before.url(),
                before.pid(),
                before.started() + Duration.ofSeconds(3).toNanos());
        assertThat(samePid.isSame(before)).isFalse();
    }

    private List<WrittenRow> missing(WrittenRow... rows) {
        return readBack.missing(List.of(rows), Optional.of(RETENTION));
    }

    private static long now() {
        return Long.MAX_VALUE;
    }

    private static WrittenRow row(long id, long version) {
        return new WrittenRow(TABLE, Optional.of(DocumentKey.natural(id)), version, now());
    }

    private static WrittenRow truncation(long version) {
        return new WrittenRow(TABLE, Optional.empty(), version, now());
    }
}
