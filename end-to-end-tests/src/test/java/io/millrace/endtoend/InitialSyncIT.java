package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.event.ChangeEventPublisher;
import io.millrace.event.NatsSettings;
import io.millrace.event.PublishException;
import io.millrace.event.PublisherSettings;
import io.millrace.local.CassandraServer;
import io.millrace.local.Checkout;
import io.millrace.local.Directories;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole first load by one command, while applications go on changing what is loaded. */
class InitialSyncIT {
    private static final Path DIRECTORY = Path.of("target", "initial-sync");
    private static final int ROWS_PER_TABLE = 67_000;
    private static final int CHANGES = 6_000;
    private static final int CUSTOMERS = 5_000;
    private static final long SEED = System.nanoTime();

    private static Pipeline pipeline;
    private static CassandraServer cassandra;
    private static CqlSession session;
    private static Library library;

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
    }

    @AfterAll
    static void stop() {
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

    @Test
    void theIndexEqualsBothDatabasesAfterOneCommand() throws Exception {
        registerConnectors();
        PublisherSettings settings = PublisherSettings.of(
                NatsSettings.from(Map.of("nats.servers", pipeline.endpoints().natsUrl())), "library");

        Process sync = sync();
        try (ChangeEventPublisher publisher = await().atMost(Duration.ofMinutes(1))
                // The bridge creates the stream.
                .ignoreExceptionsInstanceOf(PublishException.class)
                .until(() -> ChangeEventPublisher.open(settings), Objects::nonNull)) {
            library.change(publisher, CHANGES, ROWS_PER_TABLE);
        }
        int exitCode = sync.waitFor();

        String output = Files.readString(DIRECTORY.resolve("sync.log"));
        assertThat(exitCode).as(output).isZero();
        assertThat(output).contains("[1/6]", "[6/6] Rows", "shop." + Workload.CUSTOMERS, "catalogue.loans");
        pipeline.awaitEqual(Workload.CUSTOMERS);
        for (String table : Library.TABLES) {
            await(table)
                    .atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(documents(table)).isEqualTo(library.rows(table)));
        }

        Process again = sync();
        assertThat(again.waitFor()).isZero();
        for (String table : Library.TABLES) {
            assertThat(documents(table)).as("after a second time").isEqualTo(library.rows(table));
        }
    }

    /** As the files of connect-config have them, but that the sink reads Cassandra's rows too, and does not run yet. */
    private static void registerConnectors() throws Exception {
        pipeline.connect().create(Pipeline.configuration("mysql-source"));
        pipeline.connect().create(Pipeline.configuration("nats-bridge"));
        ObjectNode sink = (ObjectNode) new ObjectMapper().readTree(Pipeline.configuration("manticore-sink"));
        ObjectNode config = (ObjectNode) sink.path("config");
        config.put("subjects", config.path("subjects").asText() + ",cdc.library.catalogue.*");
        sink.put("initial_state", "STOPPED");
        pipeline.connect().create(sink.toString());
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> pipeline.connect().isRunning("nats-bridge")
                        && pipeline.connect().isRunning("mysql-source"));
    }

    private static Process sync() throws Exception {
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
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.sync.SyncCommand",
                "--cassandra-jar",
                Checkout.root()
                        .resolve("cassandra-snapshot-task/target/cassandra-snapshot-task.jar")
                        .toString(),
                "--cassandra-config",
                configuration.toString(),
                "--timeout-minutes=5"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        DIRECTORY.resolve("sync.log").toFile()));
        builder.environment().putAll(pipeline.endpoints().variables());
        return builder.start();
    }

    /** What Manticore has, in the form of {@link Library#rows}. */
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
                    case "books" -> document.path("id").asText();
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
