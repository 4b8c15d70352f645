package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.comparison.StreamEvents;
import io.millrace.event.ChangeEvent;
import io.millrace.local.CassandraServer;
import io.millrace.local.Directories;
import io.millrace.local.ManticoreHttp;
import io.millrace.local.NatsServer;
import io.millrace.local.Service;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSettings;
import io.millrace.publisher.ChangeEventPublisher;
import io.millrace.publisher.PublishException;
import io.millrace.publisher.PublisherSettings;
import io.millrace.state.applied.AppliedStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The whole first load with one command, while applications change the data that is loaded. */
@TestMethodOrder(OrderAnnotation.class)
class InitialSyncIT {
    private static final Path DIRECTORY = Path.of("target", "initial-sync");
    private static final int ROWS_PER_TABLE = 20_000;
    private static final int CHANGES = 6_000;
    private static final int EXPIRING_ROWS = 100;
    private static final int CUSTOMERS = 5_000;
    private static final List<String> AUDITED = List.of("books", "loans");
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long SEED = System.nanoTime();

    private static Pipeline pipeline;
    private static CassandraServer cassandra;
    private static CqlSession session;
    private static Library library;
    /** Some may have expired before the snapshot came to them. */
    private static long expiringRowsRead;

    @BeforeAll
    static void start() throws Exception {
        System.out.println("InitialSyncIT: seed " + SEED);
        Directories.delete(DIRECTORY);
        CompletableFuture<CassandraServer> starting =
                CompletableFuture.supplyAsync(() -> CassandraServer.start(DIRECTORY.resolve("cassandra")));
        pipeline = Pipeline.start(DIRECTORY.resolve("pipeline"));
        cassandra = starting.join();
        String[] address = cassandra.contactPoint().split(":");
        session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(address[0], Integer.parseInt(address[1])))
                .withLocalDatacenter(CassandraServer.DATACENTER)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofMinutes(1))
                        .build())
                .build();
        library = new Library(session, SEED);
        library.create();
        library.fill(ROWS_PER_TABLE);
        Workload workload = new Workload(pipeline::mysql, SEED);
        workload.createTables();
        workload.fillCustomers(CUSTOMERS);
        pipeline.execute("CREATE TABLE e2e_goods (id INT PRIMARY KEY)");
        pipeline.execute("INSERT INTO e2e_goods VALUES (1), (2), (3)");
    }

    @AfterAll
    static void stop() throws SQLException {
        if (session != null) {
            session.close();
        }
        if (cassandra != null) {
            cassandra.close();
        }
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Order(1)
    @Test
    void theIndexEqualsBothDatabasesHoweverOftenTheCommandIsKilled() throws Exception {
        registerConnectors();
        PublisherSettings settings = publisherSettings();
        CompletableFuture<Void> changing = CompletableFuture.runAsync(() -> {
            try (ChangeEventPublisher publisher = await().atMost(PATIENCE)
                    // The bridge creates the stream.
                    .ignoreExceptionsInstanceOf(PublishException.class)
                    .until(() -> ChangeEventPublisher.open(settings), Objects::nonNull)) {
                library.change(publisher, CHANGES, ROWS_PER_TABLE);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        killInEachStep();
        library.fillExpiring(EXPIRING_ROWS, Duration.ofMinutes(2));
        SyncProcess last = sync(withCassandra());
        changing.join();

        assertThat(last.exitCode()).as(last.output()).isZero();
        assertThat(last.output())
                .contains(
                        "[1/6]",
                        "[6/6] Comparing the index with the tables",
                        "shop." + Workload.CUSTOMERS,
                        "shop.e2e_goods as wares",
                        "4 of 4 tables are equal",
                        "catalogue.loans");
        expiringRowsRead =
                StreamEvents.all(pipeline.endpoints().natsUrl(), "cdc.library.catalogue." + Library.EXPIRING + ".*")
                        .stream()
                        .map(ChangeEvent::getKey)
                        .distinct()
                        .count();
        pipeline.awaitEqual(Workload.CUSTOMERS);
        for (String table : Library.TABLES) {
            await(table)
                    .atMost(PATIENCE)
                    // Each look reads all rows.
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(documents(table)).isEqualTo(library.rows(table)));
        }
    }

    private static PublisherSettings publisherSettings() {
        return PublisherSettings.of(natsSettings(), "library");
    }

    private static NatsSettings natsSettings() {
        return NatsSettings.from(Map.of("nats.servers", pipeline.endpoints().natsUrl()));
    }

    private static void killInEachStep() throws Exception {
        for (int step = 1; step <= 5; step++) {
            SyncProcess killed = sync(withCassandra());
            killed.awaitOutput("[" + step + "/6]");
            killed.kill();
            if (step == 3) {
                SyncProcess terminated = sync(withCassandra());
                terminated.awaitOutput("[3/6]");
                assertThat(terminated.terminate()).as("left running").isEmpty();
            }
        }
    }

    @Order(2)
    @Test
    void theAuditFindsAndMendsEveryDifferenceFromCassandraAndNoOtherWhileBothSidesChange() throws Exception {
        CassandraDifferences differences = new CassandraDifferences(
                library, AUDITED, new ManticoreHttp(pipeline.endpoints().manticoreUrl()), 2 * ROWS_PER_TABLE);
        AtomicBoolean audited = new AtomicBoolean();
        try (ChangeEventPublisher publisher = ChangeEventPublisher.open(publisherSettings());
                NatsSession nats = NatsSession.reconnecting(natsSettings(), "test", (problem, cause) -> {})) {
            differences.plant(publisher, new AppliedStream(nats, "CDC", "manticore-sink", PATIENCE));
            CompletableFuture<Void> changing = CompletableFuture.runAsync(() -> {
                try {
                    while (!audited.get()) {
                        library.change(publisher, 100, ROWS_PER_TABLE);
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            CommandProcess audit = audit("--repair", "catalogue.books", "catalogue.loans");
            audited.set(true);
            changing.join();

            assertThat(CassandraDifferences.in(audit.output()))
                    .as(audit.output())
                    .isEqualTo(differences.planted());
            assertThat(audit.output()).contains("the row is newer", "the document is newer", "2 of 2 tables are equal");
            assertThat(audit.exitCode()).as(audit.output()).isZero();
        }
    }

    private static CommandProcess audit(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("audit", withCassandra(), "--publish-seconds=10"));
        arguments.addAll(List.of(options));
        return CommandProcess.run(pipeline.endpoints().variables(), arguments);
    }

    /** Seven days later: the snapshot's events have expired from the stream, and the index has lost rows. */
    @Order(3)
    @Test
    void rowsThatTheStreamNoLongerHoldsAreReadAgainByASignal() throws Exception {
        pipeline.manticore().sql("DELETE FROM " + Workload.CUSTOMERS + " WHERE id < 1000");
        try (io.nats.client.Connection nats =
                NatsServer.connect(pipeline.endpoints().natsUrl())) {
            nats.jetStreamManagement().purgeStream("CDC");
        }

        SyncProcess unable = sync();
        assertThat(unable.exitCode()).as(unable.output()).isEqualTo(3);
        assertThat(unable.output())
                .contains("no longer holds the events up to", "signal.data.collection of mysql-source must name");

        SyncProcess content = sync("--mysql-snapshot=never");
        content.awaitOutput("[4/6]");
        content.kill();

        Map<String, String> shipped = Pipeline.settings("mysql-source");
        // Advances the offset while nothing else changes.
        shipped.put("heartbeat.interval.ms", "500");
        shipped.put("connect.keep.alive.interval.ms", "1000");
        pipeline.connect().put("mysql-source", shipped);
        SyncProcess without = sync();
        assertThat(without.exitCode()).as(without.output()).isEqualTo(3);
        String create =
                "CREATE TABLE shop.millrace_signal (id VARCHAR(42) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT)";
        assertThat(without.output()).contains(create);

        pipeline.execute(create);
        if (Service.MYSQL.given().isEmpty()) {
            letDebeziumWriteWhereItMayNot();
        }

        long before = signals();
        SyncProcess killed = sync();
        killed.awaitOutput("is in shop.millrace_signal");
        killed.kill();
        SyncProcess last = sync();
        assertThat(last.exitCode()).as(last.output()).isZero();
        assertThat(signals()).as("one signal for both").isEqualTo(before + 1);
        pipeline.awaitEqual(Workload.CUSTOMERS);

        SyncProcess nothingLacks = sync();
        assertThat(nothingLacks.exitCode()).as(nothingLacks.output()).isZero();
        assertThat(signals())
                .as("the stream has lost its beginning, but the index no row")
                .isEqualTo(before + 1);

        SyncProcess again = sync("--mysql-snapshot=again");
        assertThat(again.exitCode()).as(again.output()).isZero();
        assertThat(signals()).isEqualTo(before + 2);
        pipeline.awaitEqual(Workload.CUSTOMERS);
        assertThat(pipeline.manticore().sql("SHOW TABLES").toString()).doesNotContain("millrace_signal");
        assertThat(pipeline.failures()).isEmpty();
    }

    /** Case B17. Last, since these rows live for two minutes. */
    @Order(4)
    @Test
    void rowsThatHaveExpiredAreNowhere() {
        assumeThat(expiringRowsRead)
                .as("rows that the snapshot came to in time")
                .isPositive();
        await(Library.EXPIRING).atMost(PATIENCE).untilAsserted(() -> {
            assertThat(library.rows(Library.EXPIRING)).isEmpty();
            assertThat(documents(Library.EXPIRING)).isEmpty();
        });
        assertThat(pipeline.manticore()
                        .sql("SELECT COUNT(*) FROM millrace_tombstones WHERE table_name='" + Library.EXPIRING + "'")
                        .path("data")
                        .path(0)
                        .path("count(*)")
                        .asInt())
                .as("rows that were there, or had expired before they arrived")
                .isEqualTo(expiringRowsRead);
    }

    private static void letDebeziumWriteWhereItMayNot() throws Exception {
        SyncProcess denied = sync();
        assertThat(denied.exitCode()).as(denied.output()).isEqualTo(3);
        assertThat(denied.output()).contains("Grant INSERT on it");

        pipeline.execute("GRANT INSERT ON shop.millrace_signal TO 'debezium'@'127.0.0.1'");
        pipeline.connect().restart("mysql-source");
    }

    private static long signals() throws Exception {
        try (Connection mysql = pipeline.mysql();
                Statement statement = mysql.createStatement();
                ResultSet count = statement.executeQuery(
                        // One signal for each table, and what they have in common for each synchronisation.
                        "SELECT COUNT(DISTINCT LEFT(id, 27)) FROM millrace_signal WHERE type = 'execute-snapshot'")) {
            count.next();
            return count.getLong(1);
        }
    }

    /**
     * The connectors of connect-config, except that the sink also reads Cassandra's rows and does not run yet, and that no
     * signal table is configured.
     */
    private static void registerConnectors() throws Exception {
        ObjectNode source = (ObjectNode) new ObjectMapper().readTree(Pipeline.configuration("mysql-source"));
        ((ObjectNode) source.path("config")).remove("signal.data.collection");
        pipeline.connect().create(source.toString());
        pipeline.connect().create(Pipeline.configuration("nats-bridge"));
        ObjectNode sink = (ObjectNode) new ObjectMapper().readTree(Pipeline.configuration("manticore-sink"));
        ObjectNode config = (ObjectNode) sink.path("config");
        config.put("subjects", config.path("subjects").asText() + ",cdc.library.catalogue.*");
        config.put("table.shop.e2e_goods", "wares");
        sink.put("initial_state", "STOPPED");
        pipeline.connect().create(sink.toString());
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> pipeline.connect().isRunning("nats-bridge")
                        && pipeline.connect().isRunning("mysql-source"));
    }

    private static SyncProcess sync(String... options) throws Exception {
        return SyncProcess.start(DIRECTORY, pipeline.endpoints().variables(), options);
    }

    private static String withCassandra() throws Exception {
        Path configuration = Files.writeString(DIRECTORY.resolve("snapshot.properties"), """
                source.name=library
                tables=catalogue.*
                contact.points=%s
                nats.servers=%s
                lease.ms=1000
                dead.letter.file=%s
                """.formatted(
                        cassandra.contactPoint(),
                        pipeline.endpoints().natsUrl(),
                        DIRECTORY.resolve("dead-letters.jsonl").toAbsolutePath()));
        return "--cassandra-config=" + configuration;
    }

    /** Manticore's rows in the form of {@link Library#rows}. */
    private static Map<String, Long> documents(String table) {
        Map<String, Long> documents = new TreeMap<>();
        long last = 0;
        JsonNode page;
        do {
            page = pipeline.manticore()
                    .sql("SELECT * FROM " + table + " WHERE id > " + last
                            + " ORDER BY id ASC LIMIT 20000 OPTION max_matches=20000")
                    .path("data");
            for (JsonNode document : page) {
                last = document.path("id").asLong();
                String key = switch (table) {
                    case "books", Library.EXPIRING -> document.path("id").asText();
                    case "authors" -> document.path("name").asText();
                    default ->
                        document.path("shelf").asText() + "/"
                                + document.path("number").asText();
                };
                documents.put(key, document.path("v").asLong());
            }
        } while (!page.isEmpty());
        return documents;
    }
}
