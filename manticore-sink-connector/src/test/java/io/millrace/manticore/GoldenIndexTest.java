package io.millrace.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.Operation;
import io.millrace.event.Subject;
import io.millrace.manticore.GoldenIndex.GoldenEvent;
import io.millrace.manticore.index.BatchResult;
import io.millrace.manticore.index.TableCatalog;
import io.millrace.manticore.index.VersionedIndex;
import io.millrace.manticore.mapping.EventMapper;
import io.millrace.manticore.mapping.EveryTable;
import io.millrace.manticore.mapping.MappedEvent;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.standin.ManticoreStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What this version makes of the golden events, and what it makes of the index that another version has left. */
class GoldenIndexTest {
    /** The version whose files equal what this one sends. */
    private static final String CURRENT = "0.1.0";

    private static final long LARGE_BODY = 1 << 20;
    /** Before the golden event with a time to live expires. */
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-01T12:00:10Z"), ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private ManticoreStandIn server;
    private RecordingProxy proxy;
    private ManticoreClient client;

    static List<GoldenEvent> current() throws IOException {
        return GoldenIndex.of(CURRENT);
    }

    static List<GoldenEvent> ofEveryVersion() throws IOException {
        return GoldenIndex.ofEveryVersion();
    }

    @BeforeEach
    void start() throws IOException {
        server = ManticoreStandIn.start(directory, 0);
        proxy = RecordingProxy.start(server.url());
        client = new ManticoreClient(ManticoreSettings.of(proxy.url()));
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        proxy.close();
        server.close();
    }

    @ParameterizedTest
    @MethodSource("current")
    void eventIsIndexedAsItWasPinned(GoldenEvent golden) throws IOException {
        if (isIndexed(golden)) {
            apply(Files.readAllBytes(golden.bytes()));

            if (Boolean.getBoolean("millrace.goldens.write") && Files.notExists(golden.file())) {
                Files.createDirectories(golden.file().getParent());
                Files.writeString(golden.file(), GoldenIndex.text(proxy));
            }
            assertThat(GoldenIndex.text(proxy)).isEqualTo(Files.readString(golden.file()));
        } else {
            assertThat(golden.file()).doesNotExist();
        }
    }

    /** The table stays as it is, the event is known, and a newer one of the row finds its document. */
    @ParameterizedTest
    @MethodSource("ofEveryVersion")
    void indexOfThatVersionIsContinued(GoldenEvent golden) throws IOException {
        if (!isIndexed(golden)) {
            return;
        }
        String left = Files.readString(golden.file());
        GoldenIndex.replay(left, new Searchd(server.url()));
        ChangeEvent event = ChangeEvents.parse(Files.readAllBytes(golden.bytes()));

        BatchResult again = apply(ChangeEvents.serialize(event));
        if (event.getOperation() == Operation.TRUNCATE) {
            assertThat(GoldenIndex.text(proxy)).doesNotContain("CREATE TABLE", "ALTER TABLE");
            return;
        }
        assertThat(again.stale()).isEqualTo(1);
        if (event.getExpiresUs() == 0) {
            assertThat(GoldenIndex.text(proxy)).isEmpty();
        }

        proxy.forget();
        long newer = event.getId() + 1;
        BatchResult next =
                apply(ChangeEvents.serialize(event.toBuilder().setId(newer).build()));
        assertThat(next.accepted()).hasSize(1);
        assertThat(GoldenIndex.text(proxy))
                .isEqualTo(left.replaceAll("CREATE TABLE [^\n]*\n\n", "")
                        .replace(Long.toString(event.getId()), Long.toString(newer)));
    }

    @Test
    void everyKindOfChangeIsIndexed() throws IOException {
        assertThat(current())
                .extracting(golden ->
                        ChangeEvents.parse(Files.readAllBytes(golden.bytes())).getOperation())
                .contains(Operation.SNAPSHOT, Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE);
    }

    /** Rows of a table without a key are not, nor those that came without some of their columns. */
    private static boolean isIndexed(GoldenEvent golden) throws IOException {
        ChangeEvent event = ChangeEvents.parse(Files.readAllBytes(golden.bytes()));
        return event.getLeftOutCount() == 0 && (event.hasKey() || event.getOperation() == Operation.TRUNCATE);
    }

    private BatchResult apply(byte[] event) {
        ChangeEvent parsed = ChangeEvents.parse(event);
        String subject = new Subject(
                        parsed.getSource().getName(),
                        parsed.getSource().getDatabase(),
                        parsed.getSource().getTable(),
                        0)
                .toString();
        TableCatalog catalog = new TableCatalog(client);
        EventMapper mapper = new EventMapper(
                MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT), catalog, new EveryTable(), CLOCK);
        MappedEvent mapped = mapper.map(subject, event, 1, 0);
        assertThat(mapped).isInstanceOf(MappedEvent.Fit.class);
        return new VersionedIndex(client, catalog, "golden", LARGE_BODY, CLOCK)
                .apply(List.of(((MappedEvent.Fit) mapped).change()));
    }
}
