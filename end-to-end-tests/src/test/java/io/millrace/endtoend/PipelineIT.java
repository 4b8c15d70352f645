package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.LocalServer;
import io.millrace.local.Service;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** One pipeline, started once, lives through all of this, as one in production would. */
@TestMethodOrder(OrderAnnotation.class)
class PipelineIT {
    static final java.util.List<String> CONNECTORS = Pipeline.CONNECTORS;

    private static final long SEED = System.nanoTime();

    private static Pipeline pipeline;
    private static Workload workload;

    @BeforeAll
    static void start() throws Exception {
        System.out.println("PipelineIT: seed " + SEED);
        pipeline = Pipeline.start(Path.of("target", "pipeline"));
        dropTables();
        workload = new Workload(pipeline::mysql, SEED);
        workload.createTables();
        workload.fillCustomers(20_000);
        pipeline.registerConnectors();
    }

    @AfterAll
    static void stop() {
        if (pipeline != null) {
            pipeline.close();
            if (Service.MANTICORE.given().isPresent()) {
                dropTables();
            }
        }
    }

    /** A Manticore that was given may have them from an earlier run that was broken off. */
    private static void dropTables() {
        Workload.TABLES.forEach(table -> pipeline.manticore().sql("DROP TABLE IF EXISTS " + table));
    }

    @Order(1)
    @ParameterizedTest
    @FieldSource("CONNECTORS")
    void everyFileOfConnectConfigIsValid(String connector) throws Exception {
        JsonNode file = new ObjectMapper().readTree(Pipeline.configuration(connector));
        Map<String, String> config = new HashMap<>();
        file.path("config")
                .properties()
                .forEach(entry -> config.put(entry.getKey(), entry.getValue().asText()));
        config.put("name", file.path("name").asText());

        JsonNode validation =
                pipeline.connect().validate(file.at("/config/connector.class").asText(), config);

        assertThat(validation.path("error_count").asInt())
                .as(validation.toPrettyString())
                .isZero();
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

        Workload.TABLES.forEach(pipeline::awaitEqual);
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
        Thread killer = new Thread(
                () -> {
                    server.kill();
                    server.restart();
                },
                "kill " + service);

        workload.run(300);
        killer.start();
        workload.run(3_000);
        killer.join();

        Workload.TABLES.forEach(pipeline::awaitEqual);
        assertThat(pipeline.failures()).isEmpty();
    }

    /** What Manticore has already is read again too, and dropped. */
    @Order(5)
    @ParameterizedTest
    @EnumSource
    void documentsThatManticoreLostComeBackWhenTheSinkIsRewound(Pipeline.Rewind rewind) {
        pipeline.manticore().sql("DELETE FROM customers WHERE id < 500");

        pipeline.rewind("manticore-sink", rewind);

        Workload.TABLES.forEach(pipeline::awaitEqual);
        assertThat(pipeline.failures()).isEmpty();
    }
}
