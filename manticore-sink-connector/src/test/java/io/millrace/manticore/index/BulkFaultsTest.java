package io.millrace.manticore.index;

import static io.millrace.manticore.index.Changes.delete;
import static io.millrace.manticore.index.Changes.replace;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.local.LocalPort;
import io.millrace.manticore.RecordingProxy;
import io.millrace.manticore.Searchd;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.IndexFaultException;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.server.BulkLine;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.standin.Fault;
import io.millrace.standin.HttpRequest;
import io.millrace.standin.HttpResponse;
import io.millrace.standin.ManticoreStandIn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that fails in the ways that a real one was seen to. */
final class BulkFaultsTest {
    private static final String TABLE = "faults";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("admin:secret".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path directory;

    private ManticoreStandIn server;
    private ManticoreClient client;
    private TableCatalog catalog;
    private Searchd searchd;

    @BeforeEach
    void start() throws IOException {
        server = ManticoreStandIn.start(directory.resolve("open"), 0);
        connect(ManticoreSettings.of(URI.create(server.url())));
        catalog.create(Changes.schema(TABLE), Map.of());
        // Creates the table of the tombstones, so that only the tests' own requests follow.
        index().apply(List.of(delete("other", 1, 1)));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private void connect(ManticoreSettings settings) {
        client = new ManticoreClient(settings);
        catalog = new TableCatalog(client);
        searchd = new Searchd(server.url());
    }

    private ManticoreSettings settings(Optional<String> authorization, Duration timeout, URI... others) {
        List<URI> urls = new ArrayList<>(List.of(others));
        urls.add(URI.create(server.url()));
        return new ManticoreSettings(urls, authorization, Optional.empty(), Duration.ofSeconds(5), timeout);
    }

    @Test
    void documentThatAHealthyServerRefusesAloneIsRejectedAndItsNeighboursAreWritten() {
        server.faults().refuseDocument(2);
        BatchResult outcome = index().apply(replacements(1, 5));
        assertThat(outcome.rejections())
                .singleElement()
                .satisfies(rejection -> assertThat(rejection.change().eventId()).isEqualTo(12));
        assertThat(ids()).containsExactly(1L, 3L, 4L, 5L);
    }

    @Test
    void severalRefusedDocumentsOfOneBatchAreFound() {
        LongStream.of(1, 2, 50, 100).forEach(server.faults()::refuseDocument);
        assertThat(index().apply(replacements(1, 100)).rejections()).hasSize(4);
        assertThat(ids()).hasSize(96);
    }

    @Test
    void rowGetsTheStateBeforeARefusedChangeOfTheSameBatch() {
        RowChange bad = new RowChange.Replace(
                Changes.schema(TABLE),
                DocumentKey.natural(3),
                13,
                0,
                "{\"replace\":{\"table\":\"faults\",\"id\":3,\"doc\":{\"nosuch\":1}}}\n"
                        .getBytes(StandardCharsets.UTF_8),
                0);

        BatchResult outcome = index().apply(List.of(replace(TABLE, 1, 11, "x"), replace(TABLE, 3, 12, "older"), bad));

        assertThat(outcome.rejections()).extracting(Rejection::change).containsExactly(bad);
        assertThat(ids()).containsExactly(1L, 3L);
    }

    /** Case A16: recorded from a searchd with a full disk, without more files, and with a table locked for reading. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "unable to write to binlog: /data/binlog/binlog.0000: write error: No space left on device",
                "failed to create /data/t.new: Read-only file system",
                "table 'faults' is locked",
                "table 't': FLUSH RAMCHUNK failed; TABLE UNUSABLE (error writing .SPB, /data/t/t.0.spb: write error)",
                "prealloc: failed to open /data/z11.lock: Too many open files (on linux see /etc/security/limits.conf)",
                "maxed out, dismissing client"
            })
    void serverThatCannotWriteIsAnOutageAndNoDocumentIsRejected(String error) {
        String item = "{\"replace\":{\"error\":{\"type\":\"" + error + "\",\"table\":\"faults\"},\"status\":409}}";
        String answer = "{\"items\":[" + item
                + "],\"current_line\":%1$d,\"skipped_lines\":%1$d,\"errors\":true,\"error\":\"" + error + "\"}";
        // After the first line, and where all of them were read and their commit failed.
        for (int line : List.of(1, 6)) {
            server.faults().set("/bulk", 1, Fault.answer(500, String.format(answer, line)));
            assertThatThrownBy(() -> index().apply(replacements(1, 5)))
                    .isInstanceOf(IndexUnavailableException.class)
                    .hasMessageContaining(error);
            assertThat(server.faults().pending()).as("one refusal says it").isZero();
        }
        server.faults().set("/bulk", 50, Fault.answer(500, String.format(answer, 1)));

        assertThatThrownBy(() -> index().apply(replacements(1, 5)))
                .isInstanceOf(IndexUnavailableException.class)
                .hasMessageContaining(error);
        server.faults().clear();
        assertThat(index().apply(replacements(1, 5)).rejections()).isEmpty();
    }

    /** Case A16: everything of one table refused, while the server writes other tables. */
    @Test
    void tableThatTakesNoDocumentIsAtFaultAndNotItsDocuments() {
        server.faults().refuseTable(TABLE, "unknown reason").refuseTable(Tombstones.TABLE, "unknown reason");
        assertThatThrownBy(() -> index().apply(replacements(2, 100)))
                .isInstanceOf(IndexUnavailableException.class)
                .hasMessageContaining("refuses every write");
        server.faults().clear();
        server.faults().refuseTable(TABLE, "unknown reason");
        assertThatThrownBy(() -> index().apply(replacements(2, 100)))
                .isInstanceOfSatisfying(
                        TableFaultException.class,
                        fault -> assertThat(fault.table()).isEqualTo(TABLE));
    }

    /** Case A22: ALTER on a full disk loses documents. */
    @Test
    void columnIsNotAddedWhileNothingCanBeWritten() {
        server.faults()
                .set(
                        "/bulk",
                        1,
                        Fault.answer(
                                500,
                                "{\"items\":[],\"current_line\":2,\"skipped_lines\":1,"
                                        + "\"errors\":true,\"error\":\"unable to write to binlog: No space left on device\"}"));

        assertThatThrownBy(() -> catalog.addColumn(Changes.schema(TABLE), "z", ManticoreType.UINT))
                .isInstanceOf(IndexUnavailableException.class)
                .hasMessageContaining("has to wait");

        assertThat(catalog.find(TABLE).orElseThrow().has("z")).isFalse();
        assertThat(catalog.addColumn(Changes.schema(TABLE), "z", ManticoreType.UINT)
                        .has("z"))
                .isTrue();
    }

    /** Case A22: with no room for a batch, a searchd still takes 20 documents. */
    @Test
    void columnIsNotAddedWhileOnlySmallDocumentsCanBeWritten() {
        server.faults().fillDisk(20_000);
        assertThat(index().apply(replacements(1, 5)).applied()).isEqualTo(5);
        assertThatThrownBy(() -> catalog.addColumn(Changes.schema(TABLE), "z", ManticoreType.UINT))
                .isInstanceOf(IndexUnavailableException.class)
                .hasMessageContaining("has to wait");
        assertThat(server.faults().altersOnFullDisk()).isZero();
        server.faults().clear();
        assertThat(catalog.addColumn(Changes.schema(TABLE), "z", ManticoreType.UINT)
                        .has("z"))
                .isTrue();
    }

    /** Case A22: a table that was made by hand gets its event_id before anything was ever deleted. */
    @Test
    void columnIsNotAddedOnAFullDiskBeforeThereAreTombstones() {
        searchd.sql("DROP TABLE " + Tombstones.TABLE);
        server.faults().fillDisk();
        assertThatThrownBy(() -> catalog.addColumn(Changes.schema(TABLE), "z", ManticoreType.UINT))
                .isInstanceOf(IndexUnavailableException.class);
        assertThat(server.faults().altersOnFullDisk()).isZero();
    }

    /** Case A22, point 31 of the recordings: ALTER in a directory that is read-only crashes a searchd. */
    @Test
    void columnIsNotAddedInAReadOnlyDirectory() {
        List<String> statements = new ArrayList<>();
        Fault readOnly = (request, usual) -> {
            byte[] body = request.body().readAllBytes();
            String statement = URLDecoder.decode(new String(body, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            statements.add(statement);
            return statement.contains("CREATE TABLE")
                    ? HttpResponse.error(500, "error adding table 'v': can't create directory: /data/v")
                    : usual.handle(
                            new HttpRequest(request.target(), request.headers(), new ByteArrayInputStream(body)));
        };
        server.faults().set("/sql", 100, readOnly);
        assertThatThrownBy(() -> catalog.addColumn(Changes.schema(TABLE), "z", ManticoreType.UINT))
                .isInstanceOf(IndexUnavailableException.class)
                .hasMessageContaining("has to wait");
        assertThat(statements).isNotEmpty().noneMatch(statement -> statement.contains("ALTER"));
        server.faults().clear();
        assertThat(catalog.addColumn(Changes.schema(TABLE), "z", ManticoreType.UINT)
                        .has("z"))
                .isTrue();
        assertThat(searchd.rows("SHOW TABLES LIKE 'millrace_probe%'")).isEmpty();
    }

    /** Case A16: what a searchd answered to CREATE TABLE with a read-only directory and without more files. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "error adding table 'v': can't create directory: /data/v",
                "error adding table 'v': prealloc: failed to open /data/v.lock: Too many open files",
                "error adding table 'v': failed to create /data/v.meta: No space left on device"
            })
    void tableThatCannotBeCreatedForWantOfRoomIsWaitedFor(String error) {
        for (int i = 0; i < 5; i++) {
            server.faults().set("/sql", 1, Fault.answer(500, "{\"error\":\"" + error + "\"}"));
            assertThatThrownBy(() -> catalog.create(Changes.schema("v"), Map.of()))
                    .isInstanceOf(IndexUnavailableException.class)
                    .hasMessageContaining(error);
        }
        assertThat(catalog.create(Changes.schema("v"), Map.of()).has("title")).isTrue();
    }

    /** Case A15: also the connector's own table may be dropped by hand. */
    @Test
    void tombstonesAreMadeAgainWhenTheirTableWasDropped() {
        VersionedIndex index = index();
        ReadBack readBack = new VersionedReadBack(client, catalog, Clock.systemUTC());
        WrittenRow deleted = new WrittenRow(TABLE, Optional.of(DocumentKey.natural(1)), 12, Long.MAX_VALUE);
        index.apply(replacements(1, 3));
        index.apply(List.of(delete(TABLE, 1, 12)));
        assertThat(readBack.missing(List.of(deleted), Optional.empty())).isEmpty();

        searchd.sql("DROP TABLE " + Tombstones.TABLE);
        assertThatThrownBy(() -> index.apply(List.of(delete(TABLE, 2, 20))))
                .isInstanceOf(IndexUnavailableException.class);
        assertThatThrownBy(() -> readBack.missing(List.of(deleted), Optional.empty()))
                .isInstanceOf(IndexUnavailableException.class);
        index.forgetTables();
        index.apply(List.of(delete(TABLE, 1, 12), delete(TABLE, 2, 20)));

        assertThat(readBack.missing(List.of(deleted), Optional.empty())).isEmpty();
        assertThat(ids()).containsExactly(3L);
    }

    /** Case A15: dropped between the look at it and the write. */
    @Test
    void tombstoneWhoseTableWasJustDroppedIsNoFault() {
        BulkWriter writer = new BulkWriter(client, catalog, 600_000);
        BulkLine tombstone =
                new Tombstones(client, catalog, Clock.systemUTC()).ofRow((RowChange.Delete) delete(TABLE, 1, 12));
        searchd.sql("DROP TABLE " + Tombstones.TABLE);
        assertThatThrownBy(() -> writer.write(List.of(tombstone)))
                .isInstanceOf(IndexUnavailableException.class)
                .hasMessageContaining("is not in Manticore any more");
    }

    /** Point 29c of the recordings: after a failed save a table is there, unknown, until a restart. */
    @Test
    void tombstonesThatManticoreCannotOpenAreWaitedFor() {
        searchd.sql("DROP TABLE " + Tombstones.TABLE);
        Tombstones tombstones = new Tombstones(client, catalog, Clock.systemUTC());
        Fault looksForTheTable = (request, usual) -> usual.handle(request);
        for (int i = 0; i < 5; i++) {
            server.faults()
                    .set("/sql", 1, looksForTheTable)
                    .set(
                            "/sql",
                            1,
                            Fault.answer(
                                    500,
                                    "{\"error\":\"error adding table 'millrace_tombstones': directory is not empty: /data\"}"));
            assertThatThrownBy(tombstones::create)
                    .isInstanceOf(IndexUnavailableException.class)
                    .hasMessageContaining("directory is not empty");
        }
        tombstones.create();
        assertThat(catalog.find(Tombstones.TABLE)).isPresent();
    }

    /** It waits on the thread of the task, which other partitions need. */
    @Test
    void serverThatHangsIsNotWellLongBeforeARequestTimesOut() {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        client.close();
        connect(new ManticoreSettings(
                List.of(URI.create(server.url())),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMillis(200),
                Duration.ofDays(1)));
        server.faults().set("/", 1, Fault.hold(end));
        assertThat(client.healthy()).isFalse();
        end.complete(true);
        await().until(client::healthy);
    }

    /** A stopping server answers 400 to a good document. */
    @Test
    void documentRefusedByAStoppingServerIsNotRejected() {
        byte[] line = ((RowChange.Replace) replacements(1, 1).get(0)).line();
        server.faults().nextBulk(Fault.terminate(line.length / 2));
        BatchResult outcome = index().apply(replacements(1, 1));
        assertThat(outcome.rejections()).isEmpty();
        assertThat(ids()).containsExactly(1L);
    }

    /** A 200 of a server that was stopped within the body covers only a part of it. */
    @Test
    void answerOfSuccessToAPartOfTheBodyIsNotBelieved() {
        int line = ((RowChange.Replace) replacements(1, 1).get(0)).line().length;
        server.faults().nextBulk(Fault.terminate(3L * line));
        index().apply(replacements(1, 5));
        assertThat(ids()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    /** The lines so far of a body that was cut at a line end are committed, and the answer says success. */
    @Test
    void successWithTooSmallACurrentLineIsNotBelieved() {
        int line = ((RowChange.Replace) replacements(1, 1).get(0)).line().length;
        server.faults().nextBulk(Fault.cutBody(2L * line));
        index().apply(replacements(1, 5));
        assertThat(ids()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    /** The server answers a bad line and closes before it has read the rest; the client sees a reset. */
    @Test
    void resetByALivingServerLeadsToSmallerBodies() {
        server.faults().nextBulk(Fault.hangUp(100)).nextBulk(Fault.hangUp(100));
        index().apply(replacements(1, 64));
        assertThat(ids()).hasSize(64);
    }

    @Test
    void lostAnswerIsNoLoss() {
        server.faults().nextBulk(Fault.loseAnswer());
        index().apply(replacements(1, 10));
        assertThat(ids()).hasSize(10);
    }

    @Test
    void serverThatAnswers503IsTriedAgainLater() {
        server.faults().set("/bulk", 20, Fault.answer(503));
        assertThatThrownBy(() -> index().apply(replacements(1, 10))).isInstanceOf(IndexUnavailableException.class);
        server.faults().clear();
        index().apply(replacements(1, 10));
        assertThat(ids()).hasSize(10);
    }

    @Test
    void serverThatIsGoneIsTriedAgainLater() throws IOException {
        VersionedIndex index = index();
        server.close();
        assertThatThrownBy(() -> index.apply(replacements(1, 10))).isInstanceOf(IndexUnavailableException.class);
    }

    @Test
    void slowServerIsGivenUpAfterTheTimeout() {
        index().apply(replacements(1, 1));
        client.close();
        connect(settings(Optional.empty(), Duration.ofMillis(100)));
        VersionedIndex index = index();
        server.faults().set("/bulk", 2, Fault.hold(new CompletableFuture<>().completeOnTimeout(true, 1, SECONDS)));
        assertThatThrownBy(() -> index.apply(replacements(2, 2))).isInstanceOf(IndexUnavailableException.class);
    }

    @Test
    void nextServerIsUsedWhenOneDoesNotAnswer() throws IOException {
        ManticoreStandIn gone = ManticoreStandIn.start(directory.resolve("gone"), LocalPort.free());
        URI goneUrl = URI.create(gone.url());
        gone.close();
        client.close();
        connect(settings(Optional.empty(), Duration.ofMinutes(1), goneUrl));

        assertThatThrownBy(() -> index().requireHealthy()).isInstanceOf(IndexUnavailableException.class);
        index().apply(replacements(1, 3));
        assertThat(ids()).hasSize(3);
    }

    @Test
    void nextServerIsUsedWhenOneIsNotWell() throws IOException {
        ManticoreStandIn ill = ManticoreStandIn.start(directory.resolve("ill"), 0);
        ill.faults().set("/", 1000, Fault.answer(503)).set("/sql", 1000, Fault.answer(503));
        client.close();
        connect(settings(Optional.empty(), Duration.ofMinutes(1), URI.create(ill.url())));

        assertThatThrownBy(() -> index().requireHealthy()).isInstanceOf(IndexUnavailableException.class);
        index().apply(replacements(1, 3));
        assertThat(ids()).hasSize(3);
        ill.close();
    }

    @Test
    void tokenIsSent() throws IOException {
        try (RecordingProxy proxy = RecordingProxy.start(server.url())) {
            client.close();
            client = new ManticoreClient(new ManticoreSettings(
                    List.of(proxy.url()),
                    Optional.of("Bearer 0123abcd"),
                    Optional.empty(),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(1)));
            assertThat(client.healthy()).isTrue();
            assertThat(proxy.requests("/"))
                    .singleElement()
                    .satisfies(request ->
                            assertThat(request.headers()).containsEntry("Authorization", List.of("Bearer 0123abcd")));
        }
    }

    /** Otherwise every row of the table would go to the dead letters. */
    @Test
    void tableThatWasDroppedIsNoFaultOfItsDocuments() {
        VersionedIndex index = index();
        index.apply(replacements(1, 1));
        searchd.sql("DROP TABLE " + TABLE);
        assertThatThrownBy(() -> index.apply(replacements(2, 5))).isInstanceOf(TableChangedException.class);
    }

    @Test
    void columnThatWasDroppedIsNoFaultOfTheDocuments() {
        VersionedIndex index = index();
        index.apply(replacements(1, 1));
        searchd.sql("ALTER TABLE " + TABLE + " DROP COLUMN row_key");
        assertThatThrownBy(() -> index.apply(replacements(2, 5))).isInstanceOf(TableChangedException.class);
    }

    @Test
    void selectWhoseAnswerIsNotCompleteIsNotBelieved() {
        server.faults()
                .set(
                        "/sql",
                        1,
                        Fault.answer(200, "[{\"total\":0,\"data\":[],\"error\":\"\",\"warning\":\"timed out\"}]"));
        assertThatThrownBy(() -> index().apply(replacements(1, 1)))
                .isInstanceOf(IndexUnavailableException.class)
                .hasMessageContaining("timed out");
    }

    @Test
    void wrongCredentialsStopTheConnector() throws IOException {
        close();
        startGuarded();
        connect(settings(Optional.empty(), Duration.ofMinutes(1)));
        assertThatThrownBy(() -> index().apply(replacements(1, 1)))
                .isInstanceOf(IndexFaultException.class)
                .hasMessageContaining("manticore.user");
    }

    @Test
    void userAndPasswordAreSent() throws IOException {
        close();
        startGuarded();
        connect(settings(Optional.of(BASIC), Duration.ofMinutes(1)));
        catalog.create(Changes.schema(TABLE), Map.of());
        assertThat(index().apply(replacements(1, 1)).applied()).isEqualTo(1);
    }

    /** A server that answers only the user admin with the password secret. */
    private void startGuarded() throws IOException {
        server = ManticoreStandIn.start(directory.resolve("guarded"), 0);
        Fault guard = (request, usual) -> request.header("Authorization").equals(BASIC)
                ? usual.handle(request)
                : HttpResponse.error(401, "Authorization header field missed, or access denied");
        server.faults().set("/", 1000, guard).set("/sql", 1000, guard).set("/bulk", 1000, guard);
    }

    private VersionedIndex index() {
        return new VersionedIndex(client, catalog, "sink-p0", 600_000, Clock.systemUTC());
    }

    /** New rows with these ids; the id of an event is 10 more. */
    private static List<RowChange> replacements(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(id -> replace(TABLE, id, id + 10, "title"))
                .toList();
    }

    private List<Long> ids() {
        return searchd.rows("SELECT id FROM " + TABLE + " ORDER BY id ASC LIMIT 1000").stream()
                .map(row -> row.path("id").asLong())
                .toList();
    }
}
