package io.millrace.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.audit.TableReport.Counts;
import io.millrace.event.SourceTable;
import io.millrace.local.NatsServer;
import io.millrace.nats.AuditMark;
import io.millrace.nats.AuditMarks;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.StreamDefinition;
import io.millrace.nats.TableRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkRemovalIT {
    private static final SourceTable ORDERS = new SourceTable("mysql", "shop", "orders");
    private static final SourceTable ITEMS = new SourceTable("mysql", "shop", "items");

    @TempDir
    private Path directory;

    private NatsServer server;
    private NatsSession nats;

    @BeforeEach
    void start() {
        server = NatsServer.start(directory);
        nats = NatsSession.reconnecting(
                NatsSettings.from(Map.of("nats.servers", server.url(), "nats.connection.timeout.ms", "60000")),
                "test",
                (problem, cause) -> {});
        nats.ask(
                "to create stream CDC",
                connection -> connection
                        .jetStreamManagement()
                        .addStream(StreamDefinition.withDefaults("CDC").toConfiguration()));
    }

    @AfterEach
    void stop() {
        nats.close();
        server.close();
    }

    @Test
    void withoutAStateBucketThereIsNothingToRemove() {
        assertThat(MarkRemoval.before(nats, "sink").remove(List.of(report(ORDERS, 0))))
                .isEmpty();
    }

    @Test
    void onlyEqualTablesLoseTheirMarks() {
        register("sink", ORDERS);
        mark(ORDERS, "Rows were removed");
        mark(ITEMS, "Rows were removed");
        MarkRemoval marks = MarkRemoval.before(nats, "sink");

        assertThat(marks.remove(List.of(report(ORDERS, 0), report(ITEMS, 1))))
                .containsExactly("shop.orders is no longer marked to be audited");
        assertThat(marked()).containsExactly("items");
    }

    @Test
    void anAuditOfAMarkedTableWaitsForWhatWasCommittedBefore() throws InterruptedException {
        mark(ORDERS, "A TRUNCATE may be misplaced");
        List<SourceTable> awaited = new ArrayList<>();

        MarkRemoval.awaitCause(nats, ITEMS, awaited::add);
        MarkRemoval.awaitCause(nats, ORDERS, awaited::add);

        assertThat(awaited).containsExactly(ORDERS);
    }

    @Test
    void whatIsMarkedDuringTheAuditStaysMarked() {
        register("sink", ORDERS);
        mark(ORDERS, "Rows were removed");
        MarkRemoval marks = MarkRemoval.before(nats, "sink");
        mark(ORDERS, "A partition was dropped");
        mark(ITEMS, "A partition was dropped");

        assertThat(marks.remove(List.of(report(ORDERS, 0), report(ITEMS, 0))))
                .containsExactly("shop.orders stays marked to be audited: a reason was added during the audit");
        assertThat(marked()).containsExactlyInAnyOrder("orders", "items");
    }

    @Test
    void aTableWithColumnsThatCouldNotBeComparedStaysMarked() {
        register("sink", ORDERS);
        mark(ORDERS, "Column remark was changed in all rows");

        assertThat(MarkRemoval.before(nats, "sink").remove(List.of(report(ORDERS, 0, List.of("remark")))))
                .containsExactly("shop.orders stays marked to be audited: Manticore does not store the text of remark,"
                        + " so it was not compared");
        assertThat(marked()).containsExactly("orders");
    }

    /** Its index was not compared. */
    @Test
    void aTableThatAnotherSinkWritesStaysMarked() {
        register("sink", ORDERS);
        register("another", ORDERS);
        mark(ORDERS, "Rows were removed");

        assertThat(MarkRemoval.before(nats, "sink").remove(List.of(report(ORDERS, 0))))
                .containsExactly(
                        "shop.orders stays marked to be audited: sink another writes it, too, and was not audited");
        assertThat(marked()).containsExactly("orders");
    }

    private void register(String sink, SourceTable table) {
        new TableRegistry(nats, "CDC", sink, List.of("http://search:9308")).update(table, entry -> entry);
    }

    private void mark(SourceTable table, String reason) {
        new TableRegistry(nats, "CDC", "sink", List.of("http://search:9308")).markToBeAudited(table, reason);
    }

    private List<String> marked() {
        return nats
                .ask("for the marks", connection -> AuditMarks.open(connection).list())
                .stream()
                .map(AuditMarks.Mark::content)
                .map(AuditMark::getTable)
                .toList();
    }

    private static TableReport report(SourceTable table, long missing) {
        return report(table, missing, List.of());
    }

    private static TableReport report(SourceTable table, long missing, List<String> unread) {
        return new TableReport(
                table,
                table.table(),
                new Counts(10, 10, missing, 0, 0, 0, 0),
                List.of(),
                List.of(),
                unread,
                Optional.empty(),
                Duration.ZERO);
    }
}
