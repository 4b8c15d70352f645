package io.millrace.command.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.snapshot.PipelineSnapshot;
import io.millrace.state.snapshot.PipelineSnapshot.Connector;
import io.millrace.state.snapshot.PipelineSnapshot.DeadLetters;
import io.millrace.state.snapshot.PipelineSnapshot.LastAudit;
import io.millrace.state.snapshot.PipelineSnapshot.MarkedTable;
import io.millrace.state.snapshot.PipelineSnapshot.Outage;
import io.millrace.state.snapshot.PipelineSnapshot.Stage;
import io.millrace.state.snapshot.PipelineSnapshot.Table;
import io.millrace.state.snapshot.PipelineSnapshot.Task;
import io.millrace.state.snapshot.SnapshotJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusScreenTest {
    private static final Instant NOW = Instant.parse("2026-11-30T02:00:00Z");
    private static final Task RUNNING = new Task(0, "RUNNING", "worker:8083", "");
    private static final PipelineSnapshot WELL = new PipelineSnapshot(
            NOW,
            List.of(new Connector("mysql-source", Role.MYSQL_SOURCE, "RUNNING", "", List.of(RUNNING))),
            List.of(
                    new Stage(
                            "mysql-source",
                            "MySQL to Kafka",
                            OptionalLong.empty(),
                            Optional.of(Duration.ZERO),
                            "idle, heartbeat 4 s ago",
                            false,
                            OptionalLong.of(77)),
                    new Stage(
                            "nats-bridge",
                            "Kafka to NATS",
                            OptionalLong.of(1234),
                            Optional.of(Duration.ofMillis(800)),
                            "",
                            false,
                            OptionalLong.empty())),
            List.of(new Table(
                    "manticore-sink",
                    "mysql",
                    "shop.products",
                    "products",
                    "active",
                    "",
                    false,
                    OptionalLong.of(1_234_567),
                    Optional.of(NOW.minusSeconds(75)),
                    Optional.empty())),
            List.of(new DeadLetters("nats-bridge", "nats-bridge.dead-letters", 0, false, Optional.empty(), Map.of())),
            List.of(),
            Optional.empty(),
            List.of());
    private static final PipelineSnapshot ILL = new PipelineSnapshot(
            NOW,
            List.of(
                    new Connector(
                            "mysql-source", Role.MYSQL_SOURCE, "PAUSED", "", List.of(new Task(0, "PAUSED", "w", ""))),
                    new Connector(
                            "manticore-sink",
                            Role.MANTICORE_SINK,
                            "RUNNING",
                            "",
                            List.of(
                                    RUNNING,
                                    new Task(
                                            1,
                                            "FAILED",
                                            "w",
                                            "The stream ran past the consumer of partition 3: its oldest event is 900, and"
                                                    + " the sink has read up to 512. Take a snapshot")))),
            List.of(new Stage(
                    "manticore-sink",
                    "NATS to Manticore",
                    OptionalLong.empty(),
                    Optional.empty(),
                    "NATS does not answer",
                    true,
                    OptionalLong.empty())),
            List.of(new Table(
                    "manticore-sink",
                    "mysql",
                    "shop.orders",
                    "orders",
                    "set aside",
                    "Column total: decimal(65,30) does not fit",
                    true,
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.of(new LastAudit(NOW.minusSeconds(300), 2, "")))),
            List.of(new DeadLetters(
                    "nats-bridge",
                    "nats-bridge.dead-letters",
                    3,
                    false,
                    Optional.of(NOW.minusSeconds(300)),
                    Map.of("Text for a number", 3L))),
            List.of(new MarkedTable(
                    "mysql",
                    "shop.orders",
                    List.of(new MarkedTable.Reason("A partition was dropped", "2026-11-29T10:00:00Z")))),
            Optional.empty(),
            List.of(new Outage(
                    "NATS", "No connection to NATS at nats://n:4222: refused", "Start NATS", Outage.Extent.SERVER)));

    @Test
    void pipelineThatIsWellFitsOnAFewLines() {
        String screen = screen(WELL, 80);

        assertThat(screen)
                .contains(
                        "mysql-source  running    1 of 1 task",
                        "MySQL to Kafka          -        0 s    idle, heartbeat 4 s ago",
                        "Kafka to NATS       1,234        0 s",
                        "shop.products  products      1,234,567  75 s ago      active",
                        "All is well.")
                .doesNotContain("NOT ANSWERING", "TO BE AUDITED", "\u001b[");
    }

    @Test
    void whatNeedsAPersonComesWithTheReasonAndWhatToDo() {
        assertThat(screen(ILL, 100))
                .contains(
                        "NOT ANSWERING",
                        "do: Start NATS",
                        "paused     0 of 1 task",
                        "do: curl -X PUT http://c:8083/connectors/mysql-source/resume",
                        "running    1 of 2 tasks",
                        "task 1 failed: The stream ran past the consumer of partition 3",
                        "/connectors/manticore-sink/restart?includeTasks=true&onlyFailed=true'",
                        "set aside",
                        "Column total: decimal(65,30) does not fit",
                        "The audit 5 min ago found 2 differences between the table and its index",
                        "do: ./millrace audit shop.orders --repair",
                        "3, the newest 5 min ago, in topic nats-bridge.dead-letters",
                        "do: ./millrace dead-letters list",
                        "A partition was dropped (2026-11-29T10:00:00Z)",
                        "do: ./millrace audit shop.orders, with --repair",
                        "Something needs a person");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 120})
    void linesOfWordsFitTheWidth(int width) {
        assertThat(screen(ILL, width).lines().filter(line -> !line.contains("http")))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
    }

    @Test
    void coloursAreOnlyForATerminal() {
        assertThat(new StatusScreen(ILL, "http://c:8083", new ScreenText(80, true)).lines())
                .anySatisfy(line -> assertThat(line).contains("\u001b[31m"));
    }

    @ParameterizedTest
    @CsvSource({"119, 119 s", "120, 2 min", "7199, 119 min", "7200, 2 h", "172799, 47 h", "172800, 2 days"})
    void agesAreShort(long seconds, String text) {
        assertThat(StatusScreen.age(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void jsonHasTheSameFacts() {
        assertThat(SnapshotJson.of(WELL, "http://w:8083").toString())
                .contains(
                        "\"well\":true",
                        "\"waitingEvents\":1234,\"waitingSeconds\":0.8",
                        "\"rows\":1234567",
                        "\"lastChange\":\"2026-11-30T01:58:45Z\"",
                        "\"role\":\"mysql-source\"");
        assertThat(SnapshotJson.of(ILL, "http://w:8083").toString())
                .contains(
                        "\"well\":false",
                        "\"state\":\"FAILED\"",
                        "\"server\":\"NATS\"",
                        "\"since\":\"2026-11-29T10:00:00Z\"");
    }

    private static String screen(PipelineSnapshot snapshot, int width) {
        return String.join("\n", new StatusScreen(snapshot, "http://c:8083", new ScreenText(width, false)).lines());
    }
}
