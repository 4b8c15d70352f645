package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.LocalServer;
import io.millrace.local.NatsServer;
import io.millrace.local.Service;
import io.millrace.nats.AuditMarks;
import io.nats.client.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The connector that audits for ever, from its zip, on a running pipeline. */
@TestMethodOrder(OrderAnnotation.class)
class IndexAuditConnectorIT {
    private static final String CONNECTOR = "index-audit";
    private static final String CLASS = "io.millrace.audit.connect.IndexAuditConnector";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static Pipeline pipeline;
    private static Connection nats;

    @BeforeAll
    static void start() throws Exception {
        pipeline = Pipeline.start(Path.of("target", "index-audit-connector"), List.of("index-audit"));
        pipeline.loadSampleShop();
        pipeline.createSignalTable();
        pipeline.execute(
                "CREATE TABLE e2e_goods (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO e2e_goods VALUES (1, 'one'), (2, 'two'), (3, 'three')",
                "CREATE TABLE e2e_codes (code VARCHAR(10) PRIMARY KEY, v INT)",
                "INSERT INTO e2e_codes VALUES ('A', 1), ('B', 2)");
        Map<String, String> source = Pipeline.settings("mysql-source");
        // Advances the offset while nothing else changes.
        source.put("heartbeat.interval.ms", "500");
        source.put("connect.keep.alive.interval.ms", "1000");
        pipeline.register("mysql-source", source);
        pipeline.register("nats-bridge", Pipeline.settings("nats-bridge"));
        Map<String, String> sink = Pipeline.settings("manticore-sink");
        sink.put("ack.delay.ms", "200");
        pipeline.register("manticore-sink", sink);
        List<String> tables = List.of("e2e_goods", "e2e_codes", "products");
        pipeline.awaitEqual(tables);
        pipeline.awaitAcknowledged(tables);
        nats = NatsServer.connect(pipeline.endpoints().natsUrl());
        pipeline.register(CONNECTOR, settings(false));
    }

    @AfterAll
    static void stop() throws SQLException, InterruptedException {
        if (nats != null) {
            nats.close();
        }
        if (pipeline != null) {
            pipeline.close();
        }
    }

    private static Map<String, String> settings(boolean repair) throws IOException {
        Map<String, String> settings = Pipeline.settings(CONNECTOR);
        settings.put("connect.url", pipeline.endpoints().connectUrl());
        settings.put("table.interval.ms", "1000");
        settings.put("repair.enabled", Boolean.toString(repair));
        return settings;
    }

    @Order(1)
    @Test
    void theWorkerHasEachPluginOnce() {
        List<String> plugins = new ArrayList<>();
        // A class may be a converter and a converter of headers.
        pipeline.connect()
                .get("/connector-plugins?connectorsOnly=false")
                .forEach(plugin -> plugins.add(plugin.path("class").asText()
                        + ' '
                        + plugin.path("type").asText()));

        assertThat(plugins)
                .contains(CLASS + " source", "io.debezium.connector.mysql.MySqlConnector source")
                .doesNotHaveDuplicates();
    }

    @Order(2)
    @Test
    void validationNamesEveryFaultAtOnce() throws IOException {
        Map<String, String> settings = settings(false);
        settings.put("connect.url", "manticore:9308");
        settings.put("connect.user", "admin");
        settings.put("rows.per.second", "0");
        settings.put("findings.topics", "x");

        Map<String, String> faults = faults(settings);

        assertThat(faults).containsOnlyKeys("connect.url", "connect.password", "rows.per.second", "findings.topics");
    }

    @Order(3)
    @Test
    void validationNamesTheConnectorThatIsNotThere() throws IOException {
        Map<String, String> settings = settings(false);
        settings.put("sink.connector", "another");

        assertThat(faults(settings).get("connect.url")).contains("another", "manticore-sink");
    }

    private static Map<String, String> faults(Map<String, String> settings) {
        Map<String, String> faults = new HashMap<>();
        for (JsonNode setting : pipeline.connect().validate(CLASS, settings).path("configs")) {
            JsonNode value = setting.path("value");
            value.path("errors").forEach(error -> faults.put(value.path("name").asText(), error.asText()));
        }
        return faults;
    }

    @Order(4)
    @Test
    void markedTableThatIsEqualLosesItsMark() throws Exception {
        AuditMarks.open(nats).mark("mysql", "shop", "e2e_codes", "a test");

        await().atMost(PATIENCE)
                .until(() ->
                        AuditMarks.open(nats).find("mysql", "shop", "e2e_codes").isEmpty());
    }

    @Order(5)
    @Test
    void rowThatWasDeletedByHandIsFoundAndTheTableKeepsItsMark() throws Exception {
        pipeline.manticore().sql("DELETE FROM e2e_goods WHERE id = 2");
        AuditMarks.open(nats).mark("mysql", "shop", "e2e_goods", "a test");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(findings("difference", "e2e_goods"))
                        .anySatisfy(finding -> {
                            assertThat(finding.path("kind").asText()).isEqualTo("missing");
                            assertThat(finding.path("key").toString()).isEqualTo("[2]");
                        }));
        int audits = findings("table", "e2e_goods").size();
        await().atMost(PATIENCE).until(() -> findings("table", "e2e_goods").size() > audits + 1);
        assertThat(AuditMarks.open(nats).find("mysql", "shop", "e2e_goods")).isPresent();
    }

    @Order(6)
    @Test
    void repairBringsTheRowBackAndTheTableLosesItsMark() throws Exception {
        pipeline.connect().put(CONNECTOR, settings(true));

        pipeline.awaitEqual("e2e_goods");
        await().atMost(PATIENCE)
                .until(() ->
                        AuditMarks.open(nats).find("mysql", "shop", "e2e_goods").isEmpty());
        // Connect commits the report after the task has removed the mark.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(findings("table", "e2e_goods")).anySatisfy(report -> {
                    assertThat(report.path("afterRepair").asBoolean()).isTrue();
                    assertThat(report.path("equal").asBoolean()).isTrue();
                }));
    }

    @Order(7)
    @Test
    void rowOfTheSampleShopThatWasDeletedByHandIsBack() throws Exception {
        assertThat(products(3)).hasSize(1);
        pipeline.manticore().sql("DELETE FROM products WHERE id = 3");
        Instant deleted = Instant.now();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(products(3)).hasSize(1));

        System.out.println("IndexAuditConnectorIT: the product was back after "
                + Duration.between(deleted, Instant.now()).toMillis() + " ms");
    }

    private static List<String> products(long id) {
        return pipeline.manticore().column("SELECT id FROM products WHERE id = " + id);
    }

    @Order(8)
    @Test
    void auditGoesOnWhereItWasAfterTheWorkerWasKilled() {
        LocalServer worker = pipeline.server(Service.CONNECT);
        worker.kill();
        List<JsonNode> before = findings("table", "e2e_codes");
        long last = before.get(before.size() - 1).path("audit").asLong();
        worker.restart();

        await().atMost(PATIENCE).until(() -> findings("table", "e2e_codes").size() > before.size());
        // A finding and the position after it are committed together.
        assertThat(findings("table", "e2e_codes")
                        .get(before.size())
                        .path("audit")
                        .asLong())
                .isEqualTo(last + 1);
        assertThat(pipeline.failures()).isEmpty();
    }

    /** The records about a table so far. */
    private static List<JsonNode> findings(String type, String table) {
        List<JsonNode> findings = new ArrayList<>();
        TopicPartition partition = new TopicPartition("index-audit.findings", 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        pipeline.endpoints().kafkaBootstrap(),
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(each -> {
                    try {
                        JsonNode finding = new ObjectMapper().readTree(each.value());
                        if (finding.path("type").asText().equals(type)
                                && finding.path("table").asText().equals(table)) {
                            findings.add(finding);
                        }
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
            }
        }
        return findings;
    }
}
