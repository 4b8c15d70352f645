package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.comparison.ManticoreReader;
import io.millrace.local.MySqlServer;
import io.millrace.local.NatsServer;
import io.millrace.nats.AuditMarks;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code ./millrace doctor} on the quickstart's pipeline, first as it is, then with one fault after the other. */
@TestMethodOrder(OrderAnnotation.class)
class DoctorIT {
    private static final Path DIRECTORY = Path.of("target", "doctor");
    private static final List<String> TABLES = List.of("customers", "products", "orders", "order_lines");

    private static Pipeline pipeline;

    @BeforeAll
    static void start() throws Exception {
        pipeline = Pipeline.start(DIRECTORY);
        pipeline.loadSampleShop();
        pipeline.registerConnectors();
        for (String table : TABLES) {
            await(table)
                    .atMost(Duration.ofMinutes(5))
                    .ignoreExceptionsInstanceOf(ManticoreReader.NoSuchTable.class)
                    .until(() -> pipeline.manticore()
                                    .sql("SELECT COUNT(*) AS n FROM " + table)
                                    .at("/data/0/n")
                                    .asInt()
                            > 0);
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Order(1)
    @Test
    void quickstartsPipelineHasNoFindingAboveNote() throws Exception {
        DoctorProcess doctor = doctor("--json");

        assertThat(doctor.checks("error")).as(doctor.output()).isEmpty();
        assertThat(doctor.checks("warning")).as(doctor.output()).isEmpty();
        assertThat(doctor.exitCode()).isZero();
        assertThat(doctor.report().path("examined").findValuesAsText("server"))
                .containsExactly("Connect", "MySQL", "Kafka", "NATS", "Manticore");
    }

    @Order(2)
    @Test
    void reportIsReadable() throws Exception {
        DoctorProcess doctor = doctor();

        assertThat(doctor.output())
                .contains(
                        "4 captured tables of mysql-source",
                        "0 errors, 0 warnings",
                        "note     MySQL: ",
                        "fix: CREATE TABLE shop.millrace_signal")
                .doesNotContain("\u001b[", "SLF4J", MySqlServer.DEBEZIUM_PASSWORD + "@");
    }

    /** Cases B7 to B9, B11, B13 and B1; the source is stopped, so that it does not fail. */
    @Order(3)
    @Test
    void whatTheBinlogDoesNotTellIsReported() throws Exception {
        pipeline.stop("mysql-source");
        try (Connection session = pipeline.mysql();
                Statement statement = session.createStatement()) {
            for (String each : List.of(
                    "CREATE TABLE e2e_keyless (a INT)",
                    "CREATE TABLE e2e_parent (id INT PRIMARY KEY)",
                    "CREATE TABLE e2e_child (id INT PRIMARY KEY, parent INT,"
                            + " FOREIGN KEY (parent) REFERENCES e2e_parent (id) ON DELETE CASCADE)",
                    "CREATE TABLE e2e_parts (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2",
                    "CREATE TABLE e2e_labels (id INT PRIMARY KEY, a ENUM('a,b', 'c'), b ENUM('back\\\\slash'),"
                            + " plain ENUM('d', 'e'))",
                    "CREATE TABLE e2e_letters (id INT PRIMARY KEY, name VARCHAR(20) CHARACTER SET koi8u)",
                    "CREATE TABLE e2e_latin (id INT PRIMARY KEY, name VARCHAR(20) CHARACTER SET latin1)",
                    "CREATE TABLE e2e_photo (id INT PRIMARY KEY, img LONGBLOB, info JSON)",
                    "INSERT INTO e2e_photo VALUES (1, REPEAT('x', 20000000), JSON_QUOTE(REPEAT('y', 3000000)))",
                    "CREATE TABLE e2e_days (day DATE PRIMARY KEY, at DATETIME, y YEAR, code VARCHAR(5) CHARACTER SET latin1)",
                    "CREATE TABLE e2e_codes (code VARCHAR(5) CHARACTER SET latin1 PRIMARY KEY, f DATE)",
                    "SET SESSION sql_mode = 'ALLOW_INVALID_DATES'",
                    "INSERT INTO e2e_days VALUES ('0000-12-31', '0000-00-00', 2000, x'8d'),"
                            + " ('2024-02-29', '2024-02-31', 0, 'a'), ('0000-00-00', '0000-12-31', 1970, 'b')",
                    "INSERT INTO e2e_codes VALUES (x'e98d', '2024-02-28'), ('-', '2024-12-31')",
                    "CREATE EVENT e2e_event ON SCHEDULE EVERY 1 DAY DO ALTER TABLE e2e_parts COALESCE PARTITION 1",
                    "XA START 'e2e'",
                    "XA END 'e2e'",
                    "XA PREPARE 'e2e'",
                    "XA ROLLBACK 'e2e'",
                    "SET SESSION binlog_format = 'STATEMENT'",
                    "SET GLOBAL binlog_row_value_options = 'PARTIAL_JSON'",
                    "SET GLOBAL binlog_row_image = 'MINIMAL'",
                    "SET GLOBAL binlog_expire_logs_seconds = 600")) {
                statement.execute(each);
            }
            DoctorProcess doctor = doctorOf(
                    Map.of("MILLRACE_MYSQL_URL", pipeline.endpoints().mysql().url()),
                    "--json",
                    "--row-size-seconds=60");

            assertThat(doctor.exitCode()).as(doctor.output()).isEqualTo(3);
            assertThat(doctor.checks("error")).contains("no-key", "partial-json", "binlog-row-image", "no-such-date");
            assertThat(doctor.checks("warning"))
                    .contains(
                            "connector-stopped",
                            "partitioned",
                            "character-set",
                            "event-scheduler",
                            "xa",
                            "binlog-session",
                            "binlog-expiry",
                            "row-too-large",
                            "value-too-long");
            assertThat(doctor.problem("no-key")).contains("shop.e2e_keyless").doesNotContain("e2e_parent");
            assertThat(doctor.problem("enum-label"))
                    .contains("shop.e2e_labels.b")
                    .doesNotContain("shop.e2e_labels.a", "plain");
            assertThat(doctor.problem("character-set")).contains("shop.e2e_letters.name");
            assertThat(doctor.problem("latin1")).contains("shop.e2e_latin.name");
            assertThat(doctor.problem("no-such-date")).endsWith(": shop.e2e_days.at");
            assertThat(doctor.problem("year-zero")).contains("shop.e2e_days.");
            assertThat(doctor.problem("zero-date-key")).endsWith(": shop.e2e_days.day");
            assertThat(doctor.problem("latin1-key")).endsWith(": shop.e2e_codes.code");
            assertThat(doctor.problem("row-too-large")).contains("shop.e2e_photo");
            assertThat(doctor.problem("value-too-long")).contains("shop.e2e_photo.info");
            String mysql = doctor.report().at("/examined/1/description").asText();
            assertThat(doctor.checks("warning").contains("cascade")).as(mysql).isEqualTo(!mysql.startsWith("9."));
        } finally {
            pipeline.execute(
                    "SET GLOBAL binlog_row_value_options = ''",
                    "SET GLOBAL binlog_row_image = 'FULL'",
                    "SET GLOBAL binlog_expire_logs_seconds = 604800",
                    "DROP EVENT e2e_event",
                    "DROP TABLE e2e_keyless, e2e_child, e2e_parent, e2e_parts, e2e_labels, e2e_letters, e2e_latin, e2e_photo,"
                            + " e2e_days, e2e_codes");
        }
    }

    @Order(4)
    @Test
    void topicsTheStreamAndTheIndexAreExamined() throws Exception {
        try (Admin kafka =
                Admin.create(Map.of("bootstrap.servers", pipeline.endpoints().kafkaBootstrap()))) {
            kafka.incrementalAlterConfigs(Map.of(
                            topic("mysql.shop.orders"), set("retention.ms", "60000"),
                            topic("mysql.shop.products"), set("cleanup.policy", "compact")))
                    .all()
                    .get();
        }
        try (io.nats.client.Connection nats =
                NatsServer.connect(pipeline.endpoints().natsUrl())) {
            nats.jetStreamManagement()
                    .updateStream(StreamConfiguration.builder(nats.jetStreamManagement()
                                    .getStreamInfo("CDC")
                                    .getConfiguration())
                            .maxMessages(1_000_000)
                            .build());
            AuditMarks.open(nats).mark("mysql", "shop", "customers", "Rows were removed in Manticore");
        }
        pipeline.manticore().sql("DROP TABLE orders");

        DoctorProcess doctor = doctor("--json");

        assertThat(doctor.exitCode()).as(doctor.output()).isEqualTo(3);
        assertThat(doctor.problem("topic-retention")).contains("mysql.shop.orders");
        assertThat(doctor.problem("topic-compacted")).contains("mysql.shop.products");
        assertThat(doctor.problem("stream-limit")).contains("1000000 messages");
        assertThat(doctor.problem("to-be-audited")).contains("mysql.shop.customers", "Rows were removed");
        assertThat(doctor.problem("table-missing")).contains("orders");
    }

    /** Case B15 among others. */
    @Order(5)
    @Test
    void plannedPipelineIsExaminedBeforeItIsPosted() throws Exception {
        String source = planned("mysql-source", config -> {
            config.put("database.password", "wrong");
            config.put("value.converter.event.max.bytes", "20000000");
        });
        String bridge = planned(
                "nats-bridge", config -> config.put("value.converter", "org.apache.kafka.connect.json.JsonConverter"));
        String sink = planned("manticore-sink", config -> {
            config.put("subjects", "cdc.mysql.library.*");
            config.put("manticore.urls", "${env:MILLRACE_TYPO}");
        });

        DoctorProcess doctor = doctor("--json", "--config", source, bridge, sink);

        assertThat(doctor.exitCode()).as(doctor.output()).isEqualTo(3);
        assertThat(doctor.problem("mysql-login")).contains("Access denied for user 'debezium'");
        assertThat(doctor.problem("placeholder-unresolved")).contains("manticore.urls", "MILLRACE_TYPO");
        assertThat(doctor.problem("converter-mismatch")).contains("value.converter");
        assertThat(doctor.problem("limits-disagree"))
                .contains("max.request.size of mysql-source", "max.message.bytes", "max_payload of NATS");
        assertThat(doctor.problem("configuration-fault")).contains("mysql-source", "Access denied");
    }

    @Order(6)
    @Test
    void planIsExaminedWithoutAWorkerToo() throws Exception {
        Map<String, String> environment = new HashMap<>(pipeline.endpoints().variables());
        environment.remove("MILLRACE_CONNECT_URL");
        String sink = planned("manticore-sink", config -> config.put("subjects", "cdc.mysql.library.*"));

        DoctorProcess doctor = DoctorProcess.run(
                environment,
                "--connect-url=http://127.0.0.1:1",
                "--json",
                "--config",
                planned("mysql-source", config -> {}),
                planned("nats-bridge", config -> {}),
                sink);

        assertThat(doctor.checks("warning")).as(doctor.output()).contains("connect-unreachable", "subjects-unread");
        assertThat(doctor.problem("subjects-unread")).contains("shop.customers");
        assertThat(doctor.report().path("examined").findValuesAsText("server"))
                .containsExactly("MySQL", "Kafka", "NATS", "Manticore");
    }

    @Order(7)
    @Test
    void workerThatDoesNotAnswerIsAnError() throws Exception {
        DoctorProcess doctor = DoctorProcess.run(Map.of(), "--connect-url=http://127.0.0.1:1");

        assertThat(doctor.exitCode()).isEqualTo(3);
        assertThat(doctor.output())
                .contains("error    Connect: Kafka Connect cannot be asked: GET http://127.0.0.1:1/");
    }

    /** Connect commits the bridge's offsets once a minute, and when it is stopped. */
    @Order(8)
    @Test
    void nothingWaitsOnceTheBridgeHasCommitted() throws Exception {
        pipeline.stop("nats-bridge");
        pipeline.resume("nats-bridge");

        await("offsets of the bridge")
                .atMost(Duration.ofMinutes(5))
                // Each look is a process of its own.
                .pollInterval(Duration.ofSeconds(5))
                .pollDelay(Duration.ZERO)
                .until(() -> !doctor("--json").checks("note").contains("records-waiting"));
    }

    private static String planned(String connector, Consumer<ObjectNode> change) throws Exception {
        ObjectNode file = (ObjectNode) new ObjectMapper().readTree(Pipeline.configuration(connector));
        change.accept((ObjectNode) file.path("config"));
        return Files.writeString(DIRECTORY.resolve(connector + ".json"), file.toString())
                .toString();
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static List<AlterConfigOp> set(String setting, String value) {
        return List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET));
    }

    private static DoctorProcess doctor(String... options) throws Exception {
        return doctorOf(Map.of("MILLRACE_MYSQL_PASSWORD", MySqlServer.DEBEZIUM_PASSWORD), options);
    }

    /** With Connect's address only, beside the environment. */
    private static DoctorProcess doctorOf(Map<String, String> environment, String... options) throws Exception {
        List<String> all =
                new ArrayList<>(List.of("--connect-url=" + pipeline.endpoints().connectUrl()));
        all.addAll(List.of(options));
        return DoctorProcess.run(environment, all.toArray(new String[0]));
    }
}
