package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.local.MySqlAddress;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.StateBucket;
import io.millrace.state.ConnectClient;
import io.millrace.state.JsonHttpClient;
import io.millrace.state.KafkaServers;
import io.millrace.state.Poller;
import io.millrace.state.StateException;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.MySqlLogin;
import io.millrace.state.mysql.MySqlSource;
import io.millrace.state.signal.IncrementalSnapshots;
import io.millrace.state.signal.SnapshotRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Programs that have Debezium read rows again, one after the other, and tables that it gives up on. */
@TestMethodOrder(OrderAnnotation.class)
class SnapshotTurnsIT {
    private static final DatabaseTable GOODS = new DatabaseTable("shop", "e2e_goods");
    private static final DatabaseTable PRICES = new DatabaseTable("shop", "e2e_prices");
    private static final DatabaseTable NO_KEY = new DatabaseTable("shop", "e2e_no_key");
    private static final int GOODS_ROWS = 5000;

    private static Pipeline pipeline;
    private static NatsSession nats;
    private static int requests;

    private final List<String> progress = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        pipeline = Pipeline.start(Path.of("target", "snapshot-turns"));
        pipeline.createSignalTable();
        pipeline.execute(
                "CREATE TABLE e2e_goods (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO e2e_goods SELECT n, n FROM (WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t"
                        + " WHERE n < 1000) SELECT n FROM t) x",
                "INSERT INTO e2e_goods SELECT id + 1000, name FROM e2e_goods",
                "INSERT INTO e2e_goods SELECT id + 2000, name FROM e2e_goods",
                "INSERT INTO e2e_goods SELECT id + 4000, name FROM e2e_goods WHERE id <= 1000",
                "CREATE TABLE e2e_prices (id INT PRIMARY KEY)",
                "INSERT INTO e2e_prices VALUES (1), (2), (3)",
                "CREATE TABLE e2e_no_key (name VARCHAR(20))",
                "INSERT INTO e2e_no_key VALUES ('x')",
                "CREATE USER 'reader'@'127.0.0.1' IDENTIFIED BY 'r'",
                "GRANT SELECT, REPLICATION CLIENT ON *.* TO 'reader'@'127.0.0.1'");
        try (Admin kafka =
                Admin.create(Map.of("bootstrap.servers", pipeline.endpoints().kafkaBootstrap()))) {
            kafka.createTopics(List.of(new NewTopic("mysql-signals", 1, (short) 1)))
                    .all()
                    .get();
        }
        Map<String, String> source = Pipeline.settings("mysql-source");
        source.put("signal.enabled.channels", "source,kafka");
        source.put("signal.kafka.topic", "mysql-signals");
        source.put("signal.kafka.bootstrap.servers", pipeline.endpoints().kafkaBootstrap());
        pipeline.register("mysql-source", source);
        nats = NatsSession.reconnecting(
                NatsSettings.from(
                        Map.of("nats.servers", pipeline.endpoints().natsUrl(), "nats.connection.timeout.ms", "60000")),
                "snapshot-turns",
                (problem, cause) -> {});
    }

    @AfterAll
    static void stop() throws SQLException {
        if (nats != null) {
            nats.close();
        }
        pipeline.close();
    }

    @Test
    void programsThatAskAtOnceTakeTurns() throws Exception {
        List<SnapshotRequest> requests = List.of(request(GOODS, ""), request(PRICES, ""));
        List<CompletableFuture<Optional<String>>> both;
        try (Connection mysql = pipeline.mysql();
                Statement statement = mysql.createStatement()) {
            // Debezium cannot read either table, so that neither program is done before the other asks.
            statement.execute("LOCK TABLES shop.e2e_goods WRITE, shop.e2e_prices WRITE");
            both = requests.stream()
                    .map(request -> CompletableFuture.supplyAsync(() -> read(request)))
                    .toList();
            await().until(() -> progress.stream()
                    .anyMatch(line -> line.startsWith("Waiting for another program to finish its snapshot")));
        }

        assertThat(both).allSatisfy(each -> assertThat(each.join()).isEmpty());
    }

    @Test
    void aKilledProgramsTurnPassesOnOnceItsSnapshotIsComplete() throws Exception {
        nats.ask("to create the bucket", connection -> {
            StateBucket.createIfAbsent(connection, 1);
            connection
                    .keyValue(StateBucket.NAME)
                    .put("turn.snapshot.mysql", "500 a program that was killed".getBytes(StandardCharsets.UTF_8));
            return true;
        });
        long windows = query("SELECT COUNT(*) FROM millrace_signal WHERE type = 'snapshot-window-open'");
        pipeline.execute("INSERT INTO millrace_signal VALUES ('killed', 'execute-snapshot',"
                + " '{\"type\": \"incremental\", \"data-collections\": [\"shop.e2e_goods\"]}')");
        await().until(() ->
                query("SELECT COUNT(*) FROM millrace_signal WHERE type = 'snapshot-window-open'") > windows);

        assertThat(read(request(PRICES, "id = 2"))).isEmpty();
        assertThat(query("SELECT COUNT(*) FROM millrace_signal WHERE type = 'snapshot-window-close'"))
                .isGreaterThan(GOODS_ROWS / 1024);
    }

    @Test
    void aTableThatDebeziumGivesUpOnIsNamed() throws Exception {
        assertThat(read(request(NO_KEY, "")).orElseThrow()).contains("no primary key");
        assertThat(read(request(new DatabaseTable("shop", "e2e_gone"), "")).orElseThrow())
                .contains("does not exist");
        assertThat(read(request(
                                PRICES,
                                "id = IF(CURRENT_USER() LIKE 'debezium%', (SELECT id FROM shop.e2e_goods WHERE id < 3), 1)"))
                        .orElseThrow())
                .contains("worker's log", "shop.e2e_prices");
        assertThat(read(request(PRICES, "id > 1000"))).as("no such row").isEmpty();
        assertThat(read(request(PRICES, ""))).as("afterwards").isEmpty();
    }

    @Test
    void aRequestThatIsRepeatedSendsNoSecondSignal() throws Exception {
        SnapshotRequest request = request(PRICES, "");
        read(request);
        long signals = query("SELECT COUNT(*) FROM millrace_signal WHERE type = 'execute-snapshot'");

        assertThat(read(request)).isEmpty();
        assertThat(query("SELECT COUNT(*) FROM millrace_signal WHERE type = 'execute-snapshot'"))
                .isEqualTo(signals);
    }

    @Order(Integer.MAX_VALUE)
    @Test
    void signalsGoThroughKafkaWhereMySqlDoesNotTakeThem() throws Exception {
        MySqlAddress reader = pipeline.endpoints().mysql().withLogin("reader", "r");
        long windows = query("SELECT COUNT(*) FROM millrace_signal WHERE type = 'snapshot-window-open'");

        assertThat(read(reader, SnapshotTurnsIT::kafka, request(PRICES, ""))).isEmpty();
        assertThat(progress).anyMatch(line -> line.contains("does not let 'reader'@'%' write signals"));
        assertThat(query("SELECT COUNT(*) FROM millrace_signal WHERE type = 'snapshot-window-open'"))
                .isEqualTo(windows + 2);

        Map<String, String> source = Pipeline.settings("mysql-source");
        pipeline.connect().put("mysql-source", source);
        assertThatThrownBy(() -> read(reader, SnapshotTurnsIT::kafka, request(PRICES, "")))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("GRANT SELECT, INSERT ON shop.millrace_signal TO 'reader'@'%'");
    }

    private static KafkaServers kafka() {
        return new KafkaServers(pipeline.endpoints().kafkaBootstrap(), Map.of());
    }

    private static SnapshotRequest request(DatabaseTable table, String condition) {
        requests++;
        return new SnapshotRequest(
                "request-" + requests, table, Optional.of(condition).filter(each -> !each.isEmpty()));
    }

    private Optional<String> read(SnapshotRequest request) {
        try {
            return read(pipeline.endpoints().mysql(), SnapshotTurnsIT::kafka, request);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<String> read(MySqlAddress mysql, Callable<KafkaServers> kafka, SnapshotRequest request)
            throws Exception {
        IncrementalSnapshots.Servers servers = new IncrementalSnapshots.Servers(
                new ConnectClient(new JsonHttpClient(pipeline.endpoints().connectUrl())),
                new MySqlSource(MySqlLogin.parse(mysql.url())),
                nats,
                kafka);
        try (IncrementalSnapshots snapshots = new IncrementalSnapshots(
                servers,
                "mysql-source",
                new IncrementalSnapshots.Asker("a test", progress::add),
                new Poller(Duration.ofMinutes(5)))) {
            return snapshots.read(request);
        }
    }

    private static long query(String query) throws SQLException {
        try (Connection mysql = pipeline.mysql();
                Statement statement = mysql.createStatement();
                ResultSet count = statement.executeQuery(query)) {
            count.next();
            return count.getLong(1);
        }
    }
}
