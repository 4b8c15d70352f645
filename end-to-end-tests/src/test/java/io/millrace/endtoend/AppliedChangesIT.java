package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.event.SourceTable;
import io.millrace.local.MySqlAddress;
import io.millrace.local.Service;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.ConnectClient;
import io.millrace.state.JsonHttpClient;
import io.millrace.state.KafkaServers;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.Placeholders;
import io.millrace.state.StateException;
import io.millrace.state.applied.AppliedChanges;
import io.millrace.state.applied.PipelineRoute;
import io.millrace.state.mysql.MySqlLogin;
import io.millrace.state.mysql.MySqlSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What the index holds once everything up to a position is said to be applied. */
@TestMethodOrder(OrderAnnotation.class)
class AppliedChangesIT {
    private static final String COUNTERS = "e2e_counters";
    private static final String OTHERS = "e2e_others";
    private static final String KEYLESS = "e2e_keyless";
    private static final List<String> TABLES = List.of(COUNTERS, OTHERS, KEYLESS);
    private static final int ROWS = 40;
    private static final int ROUNDS = 25;
    /** So that a slow pipeline does not fall further behind from round to round. */
    private static final int CHANGES_A_ROUND = 200;

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final Duration SHORT = Duration.ofSeconds(3);

    private static Pipeline pipeline;
    private static ConnectClient connect;
    private static NatsSession nats;

    @BeforeAll
    static void start() throws Exception {
        pipeline = Pipeline.start(Path.of("target", "applied"));
        pipeline.execute(
                "CREATE TABLE " + COUNTERS + " (id INT PRIMARY KEY, n INT NOT NULL)",
                "CREATE TABLE " + OTHERS + " (id INT PRIMARY KEY, n INT NOT NULL)",
                "CREATE TABLE " + KEYLESS + " (n INT NOT NULL)",
                "CREATE TABLE millrace_signal (id VARCHAR(42) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT)");
        for (int row = 1; row <= ROWS; row++) {
            pipeline.execute(
                    "INSERT INTO " + COUNTERS + " VALUES (" + row + ", 0)",
                    "INSERT INTO " + OTHERS + " VALUES (" + row + ", 0)");
        }
        pipeline.registerConnectors();
        connect = new ConnectClient(new JsonHttpClient(pipeline.endpoints().connectUrl()));
        nats = NatsSession.reconnecting(
                NatsSettings.from(Map.of("nats.servers", pipeline.endpoints().natsUrl())), "test", (text, cause) -> {});
        pipeline.awaitEqual(List.of(COUNTERS, OTHERS));
    }

    @AfterAll
    static void stop() throws SQLException {
        if (nats != null) {
            nats.close();
        }
        if (pipeline != null) {
            pipeline.dropFromAGivenManticore(TABLES);
            pipeline.close();
        }
    }

    @Order(1)
    @Test
    void indexHoldsWhatTheSourceHeldAtThePositionWhileAWriterRuns() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Semaphore changes = new Semaphore(CHANGES_A_ROUND);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(changes, ended));
        Random random = new Random(13);
        try (AppliedChanges applied = applied(PATIENCE, () -> {})) {
            await().until(() -> changes.availablePermits() < CHANGES_A_ROUND || writer.isDone());
            for (int round = 0; round < ROUNDS; round++) {
                changes.release(CHANGES_A_ROUND - changes.availablePermits());
                await().pollDelay(Duration.ofMillis(random.nextInt(300))).until(() -> true);
                Map<Integer, Integer> before = counters(COUNTERS);
                applied.await(mysql().binlogEnd(), List.of(table(COUNTERS)));
                Map<Integer, Integer> after = indexed(COUNTERS);
                before.forEach((id, n) -> assertThat(after.getOrDefault(id, -1))
                        .as("row " + id + " in round")
                        .isGreaterThanOrEqualTo(n));
            }
        } finally {
            ended.set(true);
        }
        writer.join();
    }

    @Order(2)
    @Test
    void idlePipelineIsAnsweredAtOnce() throws Exception {
        try (AppliedChanges applied = applied(PATIENCE, AppliedChangesIT::signal)) {
            for (int round = 0; round < 10; round++) {
                applied.await(mysql().binlogEnd(), List.of(table(COUNTERS), table(OTHERS)));
            }
            pipeline.execute("UPDATE " + COUNTERS + " SET n = n + 1 WHERE id = 7");
            applied.await(mysql().binlogEnd(), List.of(table(COUNTERS)));
            assertThat(indexed(COUNTERS)).isEqualTo(counters(COUNTERS));
        }
        try (AppliedChanges applied = applied(PATIENCE, () -> {})) {
            pipeline.execute("UPDATE " + COUNTERS + " SET n = n + 1 WHERE id = 8");
            applied.await(mysql().binlogEnd(), List.of(table(COUNTERS)));
            assertThat(indexed(COUNTERS)).isEqualTo(counters(COUNTERS));
        }
    }

    @Order(3)
    @Test
    void deadLetterAtTheEndOfATopicIsNotWaitedFor() throws Exception {
        pipeline.execute("INSERT INTO " + KEYLESS + " VALUES (1), (2), (3)");

        try (AppliedChanges applied = applied(PATIENCE, AppliedChangesIT::signal)) {
            applied.await(mysql().binlogEnd(), List.of(table(KEYLESS), table(COUNTERS)));
        }

        DeadLetters.await(
                pipeline.endpoints().kafkaBootstrap(),
                "nats-bridge.dead-letters",
                "__connect.errors.exception.message",
                3);
    }

    @Order(4)
    @Test
    void pausedSinkIsNamed() throws Exception {
        pipeline.pause("manticore-sink");
        pipeline.execute("UPDATE " + COUNTERS + " SET n = n + 1");

        try (AppliedChanges applied = applied(SHORT, AppliedChangesIT::signal)) {
            awaitFault(applied, "sink manticore-sink has applied partition");
        }
        connect.resume("manticore-sink");
        try (AppliedChanges applied = applied(PATIENCE, AppliedChangesIT::signal)) {
            applied.await(mysql().binlogEnd(), List.of(table(COUNTERS)));
            assertThat(indexed(COUNTERS)).isEqualTo(counters(COUNTERS));
        }
    }

    @Order(5)
    @Test
    void pausedSourceIsNamed() throws Exception {
        pipeline.pause("mysql-source");
        pipeline.execute("UPDATE " + COUNTERS + " SET n = n + 1");

        try (AppliedChanges applied = applied(SHORT, () -> {})) {
            awaitFault(applied, "source mysql-source is at", "is not running");
        }
        pipeline.resume("mysql-source");
    }

    @Order(6)
    @Test
    void absentNatsIsNamedAndWaitedFor() throws Exception {
        try (AppliedChanges applied = applied(SHORT, AppliedChangesIT::signal);
                AppliedChanges patient = applied(PATIENCE, AppliedChangesIT::signal)) {
            pipeline.server(Service.NATS).stop();
            pipeline.execute("UPDATE " + COUNTERS + " SET n = n + 1");
            awaitFault(applied, "NATS at");
            pipeline.server(Service.NATS).restart();

            patient.await(mysql().binlogEnd(), List.of(table(COUNTERS)));
            assertThat(indexed(COUNTERS)).isEqualTo(counters(COUNTERS));
        }
    }

    @Order(7)
    @Test
    void tableThatIsSetAsideIsRefusedByName() throws Exception {
        TableRegistry registry = new TableRegistry(nats, "CDC", "manticore-sink", Set.of());
        registry.update(table(OTHERS), entry -> registry.in(TableState.SET_ASIDE, "the disk is full", entry));

        try (AppliedChanges applied = applied(PATIENCE, AppliedChangesIT::signal)) {
            assertThatThrownBy(() -> applied.await(mysql().binlogEnd(), List.of(table(OTHERS))))
                    .isInstanceOf(StateException.class)
                    .hasMessageContainingAll("set table mysql.shop.e2e_others aside", "the disk is full");
        }
    }

    /** On a slow machine an earlier stage may at first be the one that does not move for long. */
    private static void awaitFault(AppliedChanges applied, String... message) {
        await().untilAsserted(() -> assertThatThrownBy(
                        () -> applied.await(mysql().binlogEnd(), List.of(table(COUNTERS))))
                .isInstanceOf(StateException.class)
                .hasMessageContainingAll(message));
    }

    private static AppliedChanges applied(Duration patience, AppliedChanges.SourceNudge nudge)
            throws InterruptedException {
        PipelineConnectors connectors = PipelineConnectors.discover(connect, new Placeholders(Map.of()));
        PipelineRoute route = new PipelineRoute(
                connectors.of(Role.MYSQL_SOURCE).get(0),
                connectors.of(Role.NATS_BRIDGE),
                connectors.of(Role.MANTICORE_SINK).get(0));
        KafkaServers kafka = new KafkaServers(
                PipelineConnectors.kafkaBootstrap(route.source()), PipelineConnectors.kafkaClient(route.source()));
        return new AppliedChanges(route, connect, nats, kafka, patience, nudge);
    }

    private static void signal() {
        try {
            // Another value each time: MySQL does not log a row that is replaced by its like.
            pipeline.execute("REPLACE INTO millrace_signal VALUES ('position', 'log', '{\"message\": \""
                    + UUID.randomUUID() + "\"}')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Semaphore changes, AtomicBoolean ended) {
        Random random = new Random(7);
        try (Connection session = pipeline.mysql();
                PreparedStatement counter =
                        session.prepareStatement("UPDATE " + COUNTERS + " SET n = n + 1 WHERE id = ?");
                PreparedStatement other =
                        session.prepareStatement("UPDATE " + OTHERS + " SET n = n + 1 WHERE id = ?")) {
            while (!ended.get()) {
                if (!changes.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    continue;
                }
                PreparedStatement statement = random.nextInt(4) == 0 ? counter : other;
                statement.setInt(1, 1 + random.nextInt(ROWS));
                statement.executeUpdate();
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<Integer, Integer> counters(String table) throws SQLException {
        Map<Integer, Integer> counters = new TreeMap<>();
        try (Connection session = pipeline.mysql();
                Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, n FROM " + table)) {
            while (rows.next()) {
                counters.put(rows.getInt(1), rows.getInt(2));
            }
        }
        return counters;
    }

    private static Map<Integer, Integer> indexed(String table) {
        Map<Integer, Integer> counters = new TreeMap<>();
        for (JsonNode document : pipeline.manticore()
                .sql("SELECT * FROM " + table + " LIMIT 1000")
                .path("data")) {
            counters.put(document.path("id").asInt(), document.path("n").asInt());
        }
        return counters;
    }

    private static MySqlSource mysql() {
        MySqlAddress address = pipeline.endpoints().mysql();
        return new MySqlSource(new MySqlLogin(address.host(), address.port(), address.user(), address.password()));
    }

    private static SourceTable table(String name) {
        return new SourceTable("mysql", Pipeline.DATABASE, name);
    }
}
