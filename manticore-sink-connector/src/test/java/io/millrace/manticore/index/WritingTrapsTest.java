package io.millrace.manticore.index;

import static io.millrace.manticore.index.Changes.delete;
import static io.millrace.manticore.index.Changes.replace;
import static io.millrace.manticore.index.Changes.truncate;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.manticore.RecordingProxy;
import io.millrace.manticore.Searchd;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.standin.Fault;
import io.millrace.standin.ManticoreStandIn;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Manticore would silently store as something else is never sent. Each test is named for the trap; more of them are
 * in {@link VersionedIndexIT} and {@link BulkFaultsTest}.
 */
final class WritingTrapsTest {
    private static final String TABLE = "traps";
    private static final String OTHER = "others";

    @TempDir
    private static Path directory;

    private static ManticoreStandIn server;
    private static RecordingProxy proxy;
    private static ManticoreClient client;
    private static TableCatalog catalog;

    @BeforeAll
    static void start() throws IOException {
        server = ManticoreStandIn.start(directory, 0);
        proxy = RecordingProxy.start(server.url());
        client = new ManticoreClient(ManticoreSettings.of(proxy.url()));
        catalog = new TableCatalog(client);
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        proxy.close();
        server.close();
    }

    @BeforeEach
    void makeTables() {
        for (String table : List.of(TABLE, OTHER, Tombstones.TABLE)) {
            new Searchd(server.url()).sql("DROP TABLE IF EXISTS " + table);
        }
        catalog.create(Changes.schema(TABLE), Map.of());
        catalog.create(Changes.schema(OTHER), Map.of());
        proxy.forget();
    }

    /** Deletes in a bulk see the table as it was before the bulk. */
    @Test
    void aBodyHoldsOneOperationPerDocument() {
        index().apply(List.of(
                replace(TABLE, 8, 1, "eight"),
                delete(TABLE, 8, 2),
                replace(TABLE, 3, 3, "three"),
                replace(TABLE, 3, 4, "newer"),
                delete(TABLE, 4, 5),
                replace(TABLE, 4, 6, "four")));
        assertThat(lines().stream().filter(line -> line.contains("\"" + TABLE + "\",\"id\":")))
                .hasSize(3)
                .anyMatch(line -> line.contains("\"delete\"") && line.contains("\"id\":8}"))
                .anyMatch(line -> line.contains("newer"))
                .anyMatch(line -> line.contains("four"));
    }

    /** A change of table commits: lines that alternate between tables would each be a transaction. */
    @Test
    void linesOfATableFollowEachOther() {
        List<RowChange> changes = new ArrayList<>();
        for (long id = 1; id <= 6; id++) {
            changes.add(replace(id % 2 == 0 ? TABLE : OTHER, id, id, "x"));
        }
        index().apply(changes);
        assertThat(lines().stream().map(line -> line.contains(OTHER)).toList())
                .containsExactly(true, true, true, false, false, false);
    }

    /** An empty line commits what came before it, and moves the count of lines. */
    @Test
    void everyLineIsOneLine() {
        index().apply(List.of(replace(TABLE, 1, 1, "one\ntwo\r\nthree"), replace(TABLE, 2, 2, "")));
        assertThat(bulks()).singleElement().satisfies(body -> {
            assertThat(body).endsWith("\n").doesNotContain("\r").doesNotContain("\n\n");
            assertThat(body.lines()).hasSize(2);
        });
    }

    /** An id of 0 gets a new document each time; a delete without an id deletes every row. */
    @Test
    void noLineIsWithoutAnId() {
        assertThatThrownBy(() -> new DocumentKey(0, "[0]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DocumentKey.natural(-5)).isInstanceOf(IllegalArgumentException.class);
        index().apply(List.of(
                replace(TABLE, 1, 1, "one"),
                replace(TABLE, new DocumentKey(-5, "[0]"), 2, "zero"),
                delete(TABLE, 3, 3),
                truncate(OTHER, 4)));
        assertThat(lines())
                .isNotEmpty()
                .allMatch(
                        line -> line.matches("\\{\"(replace|delete)\":\\{\"table\":\"\\w+\",\"id\":[1-9][0-9]*[,}].*"));
    }

    /** A number with an exponent is parsed as a float, also into a bigint. */
    @Test
    void versionsAreWrittenAndReadInPlainDigits() {
        long newest = Long.MAX_VALUE - 1;
        index().apply(List.of(replace(TABLE, 1_000_000_000_000_000_000L, newest, "one")));
        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("\"id\":1000000000000000000,")
                        .contains("\"event_id\":9223372036854775806}"));
        assertThat(index().apply(List.of(replace(TABLE, 1_000_000_000_000_000_000L, newest, "again")))
                        .stale())
                .isEqualTo(1);
    }

    /** An empty body is a 500. */
    @Test
    void nothingNewIsNoRequest() {
        List<RowChange> changes = List.of(replace(TABLE, 1, 1, "one"));
        index().apply(changes);
        proxy.forget();
        assertThat(index().apply(changes).stale()).isEqualTo(1);
        assertThat(bulks()).isEmpty();
    }

    /** A gzip body is not understood, and every other content type is refused. */
    @Test
    void bodiesAreUncompressedNdjson() {
        index().apply(List.of(replace(TABLE, 1, 1, "one")));
        RecordingProxy.Request request = proxy.requests("/bulk").get(0);
        assertThat(request.headers()).containsEntry("Content-type", List.of("application/x-ndjson"));
        assertThat(request.headers()).doesNotContainKeys("Content-encoding", "Transfer-encoding");
    }

    /** With more than about 700 KB the client mostly sees a reset in place of the answer. */
    @Test
    void bodiesStaySmallEnoughForTheirAnswer() {
        List<RowChange> changes = new ArrayList<>();
        LongStream.rangeClosed(1, 300).forEach(id -> changes.add(replace(TABLE, id, id, "x".repeat(5000))));
        index().apply(changes);
        assertThat(bulks()).hasSizeGreaterThan(2).allMatch(body -> body.length() <= 600_000);
    }

    /** A SELECT returns 20 rows without LIMIT, and 1000 without max_matches. */
    @Test
    void lookUpsAskForAsManyRowsAsTheyMayFind() {
        List<RowChange> changes = new ArrayList<>();
        LongStream.rangeClosed(1, 1500).forEach(id -> changes.add(replace(TABLE, id, id, "x")));
        index().apply(changes);
        proxy.forget();
        index().apply(changes);
        assertThat(statements())
                .filteredOn(statement -> statement.contains(" IN (") && statement.contains(" FROM " + TABLE + " "))
                .singleElement()
                .satisfies(statement -> assertThat(statement).contains("LIMIT 1500 OPTION max_matches=1500"));
    }

    /** In a pattern, an underscore stands for any character. */
    @Test
    void tableIsNotTakenForOneWithAnotherCharacterInPlaceOfTheUnderscore() {
        new Searchd(server.url()).sql("CREATE TABLE trap5 (title text)");
        assertThat(catalog.find("trap_")).isEmpty();
    }

    /** An ALTER or a chunk being saved blocks writes for a while: that is no failure. */
    @Test
    void serverThatIsBlockedForAWhileIsWaitedFor() {
        VersionedIndex index = index();
        index.apply(List.of(replace(TABLE, 1, 1, "one")));
        server.faults().nextBulk(Fault.hold(new CompletableFuture<>().completeOnTimeout(true, 300, MILLISECONDS)));
        assertThat(index.apply(List.of(replace(TABLE, 2, 2, "two"))).applied()).isEqualTo(1);
        assertThat(bulks()).hasSize(2);
    }

    /** The truncations of all tables are asked for at once, before and after; what is newer than all there is, never. */
    @Test
    void freshRowsAreNotLookedUp() {
        VersionedIndex index = index();
        index.apply(List.of(replace(TABLE, 1, 1, "one"), replace(OTHER, 1, 2, "one")));
        proxy.forget();
        index.apply(List.of(replace(TABLE, 1, 3, "newer"), replace(OTHER, 2, 4, "two"), delete(OTHER, 1, 5)));
        assertThat(statements()).hasSize(2).allMatch(statement -> statement.contains(" FROM " + Tombstones.TABLE));
    }

    @Test
    void rowsWithAHashedIdAreLookedUpOnce() {
        VersionedIndex index = index();
        DocumentKey key = new DocumentKey(77, "[\"one\"]");
        index.apply(List.of(replace(TABLE, key, 1, "one")));
        proxy.forget();
        index.apply(List.of(replace(TABLE, key, 2, "newer")));
        index.apply(List.of(new RowChange.Delete(TABLE, key, 3, 0)));
        assertThat(statements()).noneMatch(statement -> statement.contains(" FROM " + TABLE));
        assertThat(new Searchd(server.url()).rows("SELECT id FROM " + TABLE)).isEmpty();
    }

    /** Not even after it was refused once. */
    @Test
    void rowWhoseHashIsAnothersIsRefusedEachTime() {
        VersionedIndex index = index();
        index.apply(List.of(replace(TABLE, new DocumentKey(77, "[\"one\"]"), 1, "one")));
        DocumentKey other = new DocumentKey(77, "[\"other\"]");
        assertThat(index.apply(List.of(replace(TABLE, other, 2, "other"))).rejections())
                .hasSize(1);
        assertThat(index.apply(List.of(replace(TABLE, other, 3, "other"))).rejections())
                .hasSize(1);
        assertThat(new Searchd(server.url()).rows("SELECT title FROM " + TABLE))
                .singleElement()
                .hasToString("{\"title\":\"one\"}");
    }

    private static VersionedIndex index() {
        return new VersionedIndex(client, catalog, "sink-p0", 600_000, Clock.systemUTC());
    }

    private static List<String> bulks() {
        return proxy.requests("/bulk").stream()
                .map(RecordingProxy.Request::body)
                .toList();
    }

    private static List<String> lines() {
        return bulks().stream().flatMap(String::lines).toList();
    }

    private static List<String> statements() {
        return proxy.requests("/sql").stream()
                .map(request -> URLDecoder.decode(request.body(), StandardCharsets.UTF_8))
                // Which process takes a batch is asked for each one.
                .filter(statement -> !statement.equals("query=SHOW SETTINGS")
                        && !statement.equals("query=SHOW STATUS LIKE 'uptime'"))
                .toList();
    }
}
