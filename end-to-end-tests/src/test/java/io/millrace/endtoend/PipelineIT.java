package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.ConnectRestException;
import io.millrace.local.LocalServer;
import io.millrace.local.Service;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** One pipeline, started once, goes through all of this, as it would in production. */
@TestMethodOrder(OrderAnnotation.class)
class PipelineIT {
    static final List<String> CONNECTORS = Pipeline.CONNECTORS;

    /** Settings that other plug-ins read, or that Connect or Debezium reads although they are in no definition. */
    private static final List<String> HANDED_ON = List.of(
            "consumer.override.",
            "topic.creation.",
            "schema.history.internal.kafka.",
            "event.converting.failure.handling.mode");

    private static final String WIDENED = "articles";
    private static final List<String> TABLES =
            Stream.concat(Workload.TABLES.stream(), Stream.of(WIDENED)).toList();

    private static final long SEED = System.nanoTime();

    private static Pipeline pipeline;
    private static Workload workload;

    @BeforeAll
    static void start() throws Exception {
        System.out.println("PipelineIT: seed " + SEED);
        pipeline = Pipeline.start(Path.of("target", "pipeline"));
        pipeline.dropFromAGivenManticore(TABLES);
        workload = new Workload(pipeline::mysql, SEED);
        workload.createTables();
        workload.fillCustomers(20_000);
        pipeline.registerConnectors();
    }

    @AfterAll
    static void stop() throws SQLException {
        if (pipeline != null) {
            pipeline.close();
            pipeline.dropFromAGivenManticore(TABLES);
        }
    }

    @Order(1)
    @ParameterizedTest
    @FieldSource("CONNECTORS")
    void everyFileOfConnectConfigIsValidAndSetsNothingThatNobodyKnows(String connector) throws Exception {
        Map<String, String> config = Pipeline.settings(connector);

        JsonNode outcome = pipeline.connect().validate(config.getOrDefault("connector.class", ""), config);

        assertThat(outcome.path("error_count").asInt())
                .as(outcome.toPrettyString())
                .isZero();
        Set<String> unknown = new TreeSet<>(config.keySet());
        outcome.path("configs")
                .forEach(key ->
                        unknown.remove(key.path("definition").path("name").asText()));
        unknown.removeIf(key -> HANDED_ON.stream().anyMatch(key::startsWith));
        assertThat(unknown).isEmpty();
    }

    @Order(2)
    @Test
    void theSnapshotBringsEveryRow() {
        pipeline.awaitEqual(Workload.CUSTOMERS);
    }

    @Order(3)
    @Test
    void theIndexEqualsTheTablesAfterARandomHistory() throws Exception {
        workload.run(20_000);

        pipeline.awaitEqual(Workload.TABLES);
        assertThat(pipeline.failures()).isEmpty();
    }

    @Order(4)
    @ParameterizedTest
    @EnumSource
    void nothingIsLostWhenAServerIsKilledWhileRowsChange(Service service) throws Exception {
        assumeThat(service.given())
                .as("%s, which is only taken away when it was started here", service.title())
                .isEmpty();
        LocalServer server = pipeline.server(service);

        workload.run(300);
        CompletableFuture<Void> fault = CompletableFuture.runAsync(() -> {
            server.kill();
            server.restart();
        });
        workload.run(3_000);
        fault.join();

        pipeline.awaitEqual(Workload.TABLES);
        // Where everything was applied before the fault, a task may be about to be restarted.
        await().untilAsserted(() -> assertThat(pipeline.failures()).isEmpty());
    }

    /** Events that Manticore already has are read again too, and dropped. */
    @Order(5)
    @ParameterizedTest
    @EnumSource
    void documentsThatManticoreLostComeBackWhenTheSinkIsRewound(Pipeline.Rewind rewind) {
        pipeline.manticore().sql("DELETE FROM " + Workload.CUSTOMERS + " WHERE id < 500");

        pipeline.rewind("manticore-sink", rewind);

        pipeline.awaitEqual(Workload.TABLES);
        assertThat(pipeline.failures()).isEmpty();
    }

    /** Case A12. */
    @Order(5)
    @Test
    void anOffsetOutsideTheStreamIsABadRequestWithItsBounds() {
        pipeline.stop("manticore-sink");
        try {
            assertThatThrownBy(() -> pipeline.connect()
                            .alterOffsets(
                                    "manticore-sink",
                                    "{\"offsets\": [{\"partition\": {\"stream\": \"CDC\", \"partition\": 0},"
                                            + " \"offset\": {\"sequence\": 99999999}}]}"))
                    .isInstanceOfSatisfying(
                            ConnectRestException.class,
                            refusal -> assertThat(refusal.status()).isEqualTo(400))
                    .hasMessageContaining("is outside stream CDC, which has the sequences");
        } finally {
            pipeline.resume("manticore-sink");
        }
    }

    @Order(6)
    @Test
    void columnsAddedAndWidenedWhileRowsFlowLoseNothing() throws Exception {
        try (Connection connection = pipeline.mysql();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE articles (id BIGINT PRIMARY KEY, title VARCHAR(40), stock INT UNSIGNED)");
            for (int id = 1; id <= 300; id++) {
                statement.execute(
                        "INSERT INTO articles (id, title, stock) VALUES (%1$d, 'no %1$d', %1$d)".formatted(id));
            }
            statement.execute("ALTER TABLE articles ADD COLUMN body TEXT FIRST");
            statement.execute("ALTER TABLE articles MODIFY COLUMN stock BIGINT");
            for (int id = 301; id <= 600; id++) {
                statement.execute(
                        "INSERT INTO articles (id, title, stock, body) VALUES (%1$d, 'no %1$d', -%1$d, 'text %1$d')"
                                .formatted(id));
            }
            statement.execute("ALTER TABLE articles ADD COLUMN price DECIMAL(10,2)");
            statement.execute("UPDATE articles SET price = id / 4 WHERE id % 3 = 0");
        }

        pipeline.awaitEqual(WIDENED);
        assertThat(pipeline.failures()).isEmpty();
    }
}
