package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.local.PluginFolder;
import io.millrace.local.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code ./millrace status} on a pipeline that is well, and with one part after the other away. */
@TestMethodOrder(OrderAnnotation.class)
class StatusIT {
    private static final String TABLE = "e2e_status";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Each look is a process of its own. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    private static Pipeline pipeline;

    @BeforeAll
    static void start() throws Exception {
        pipeline = Pipeline.start(Path.of("target", "status"));
        pipeline.execute(
                "CREATE TABLE " + TABLE + " (id INT PRIMARY KEY, n INT NOT NULL)",
                "INSERT INTO " + TABLE + " VALUES (1, 1), (2, 2), (3, 3)");
        pipeline.registerConnectors();
        pipeline.awaitEqual(TABLE);
    }

    @AfterAll
    static void stop() throws SQLException {
        if (pipeline != null) {
            pipeline.dropFromAGivenManticore(List.of(TABLE));
            pipeline.close();
        }
    }

    @Order(1)
    @Test
    void idlePipelineIsWell() throws Exception {
        awaitWell();
        await().atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .untilAsserted(() -> assertThat(
                                stage(status(), "MySQL to Kafka").path("note").asText())
                        .startsWith("idle, heartbeat"));
        // On a busy machine a server may once take longer than the command waits for it.
        await().atMost(PATIENCE).pollInterval(LOOK_EVERY).untilAsserted(() -> {
            DoctorProcess status = run();
            assertThat(status.exitCode()).isZero();
            assertThat(status.output())
                    .contains("manticore-sink  running", "shop.e2e_status", "e2e_status", "active", "All is well.")
                    .doesNotContain("\u001b[", "SLF4J", "NOT ANSWERING");
        });
        JsonNode table = status().path("tables").path(0);
        assertThat(table.path("rows").asLong()).isEqualTo(3);
        assertThat(table.has("lastChange")).isTrue();
    }

    @Order(1)
    @Test
    void workerTellsTheSame() throws Exception {
        // The worker says what the command says, whichever of the two is asked first.
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> ready = get("/millrace/ready");
            assertThat(ready.body()).isEqualTo("{\"ready\":true,\"faults\":[]}");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(constant(
                            new ObjectMapper().readTree(get("/millrace/status").body())))
                    .isEqualTo(constant(status()));
        });
        assertThat(get("/millrace/health").statusCode()).isEqualTo(200);
        // On a busy machine a server may once take longer than the page waits for it.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(get("/millrace/metrics").body())
                                .contains(
                                        "millrace_pipeline_well 1",
                                        "millrace_server_up{server=\"Manticore\"} 1",
                                        "# TYPE millrace_bridge_published_events_total counter",
                                        // Which task has applied them depends on the partitions of their keys.
                                        "millrace_sink_applied_events_total{connector=\"manticore-sink\",task=\"0\"} ",
                                        "millrace_table_rows{connector=\"manticore-sink\",source=\"mysql\",table=\"shop.e2e_status\"} 3"));
        HttpResponse<String> page = get("/millrace");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
        for (String file : List.of("page.js", "page.css", "icon.svg")) {
            assertThat(page.body()).contains("millrace/" + file);
            assertThat(get("/millrace/" + file).statusCode()).isEqualTo(200);
        }
        assertThat(get("/millrace/").uri().getPath()).isEqualTo("/millrace");
    }

    @Order(1)
    @Test
    void extensionBringsNothingThatTheWorkerHas() throws Exception {
        try (ZipFile zip = new ZipFile(PluginFolder.builtZip("status-extension").toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .noneMatch(name -> name.matches(".*/(kafka|connect|slf4j|jakarta|jersey|lz4|zstd|snappy).*"));
        }
    }

    @Order(2)
    @Test
    void pausedConnectorAndWhatWaitsForItAreShown() throws Exception {
        pipeline.pause("manticore-sink");
        pipeline.execute("UPDATE " + TABLE + " SET n = n + 10");

        await().atMost(PATIENCE).pollInterval(LOOK_EVERY).untilAsserted(() -> {
            JsonNode status = status();
            assertThat(stage(status, "NATS to Manticore").path("waitingEvents").asLong())
                    .isEqualTo(3);
            assertThat(stage(status, "NATS to Manticore").path("waitingSeconds").asDouble())
                    .isGreaterThan(3);
        });
        DoctorProcess screen = run();
        assertThat(screen.exitCode()).isEqualTo(1);
        assertThat(screen.output()).contains("paused", "connectors/manticore-sink/resume");
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> ready = get("/millrace/ready");
            assertThat(ready.body()).contains("Connector manticore-sink is paused");
            assertThat(ready.statusCode()).isEqualTo(503);
        });
        pipeline.resume("manticore-sink");
        awaitWell();
    }

    @Order(3)
    @Test
    void failedTaskIsShownWithTheReason() throws Exception {
        Map<String, String> settings = Pipeline.settings("nats-bridge");
        settings.keySet().removeIf(setting -> setting.startsWith("errors.") || setting.equals("topics.regex"));
        settings.putAll(Map.of("name", "second-bridge", "topics", "mysql.schema-history"));
        pipeline.connect().create("second-bridge", settings);

        try {
            // The watchdog restarts the task again and again, so all of this is on one screen or on none.
            await().atMost(PATIENCE).pollInterval(LOOK_EVERY).untilAsserted(() -> {
                DoctorProcess screen = run();
                assertThat(screen.output())
                        .contains(
                                "task 0 failed: ",
                                "The record's bytes are not a change event",
                                "second-bridge/restart?includeTasks=true&onlyFailed=true");
                assertThat(screen.exitCode()).isEqualTo(1);
            });
        } finally {
            pipeline.connect().delete("second-bridge");
        }
        awaitWell();
    }

    @Order(4)
    @Test
    void lagGrowsWhileNatsIsAway() throws Exception {
        pipeline.server(Service.NATS).stop();
        pipeline.execute("UPDATE " + TABLE + " SET n = n + 100");

        double[] before = {0};
        await().atMost(PATIENCE).pollInterval(LOOK_EVERY).untilAsserted(() -> {
            JsonNode bridge = stage(status(), "Kafka to NATS");
            assertThat(bridge.path("waitingEvents").asLong()).isEqualTo(3);
            before[0] = bridge.path("waitingSeconds").asDouble();
        });
        await().atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .untilAsserted(() -> assertThat(stage(status(), "Kafka to NATS")
                                .path("waitingSeconds")
                                .asDouble())
                        .isGreaterThan(before[0] + 3));
        await().atMost(PATIENCE).pollInterval(LOOK_EVERY).untilAsserted(() -> {
            DoctorProcess screen = run();
            assertThat(screen.exitCode()).isEqualTo(1);
            assertThat(screen.output()).contains("NOT ANSWERING", "NATS  No connection to NATS", "do: Start NATS");
        });
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(get("/millrace/status").body()).contains("\"server\":\"NATS\"");
            assertThat(get("/millrace/metrics").body()).contains("millrace_server_up{server=\"NATS\"} 0");
        });
        pipeline.server(Service.NATS).restart();
        pipeline.awaitEqual(TABLE);
        awaitWell();
    }

    @Order(5)
    @Test
    void sourceWithoutMySqlIsToldFromAnIdleOneAndContinuesByItself() throws Exception {
        pipeline.server(Service.MYSQL).stop();

        await().atMost(PATIENCE).pollInterval(LOOK_EVERY).untilAsserted(() -> {
            JsonNode source = stage(status(), "MySQL to Kafka");
            assertThat(source.path("note").asText()).startsWith("no heartbeat");
            assertThat(source.path("waitingSeconds").asDouble()).isGreaterThan(28);
            assertThat(source.path("stuck").asBoolean()).isTrue();
        });
        // Case B14: Debezium fails within seconds of an orderly stop of MySQL, and its own retries do not outlast it. A
        // server that takes its time to stop lets the task fail and be restarted before that.
        await("the task is restarted, and fails because MySQL is away")
                .atMost(PATIENCE)
                .until(() -> sourceTask().path("state").asText().equals("FAILED")
                        && sourceTask().path("trace").asText().contains("java.net.ConnectException"));

        pipeline.server(Service.MYSQL).restart();
        pipeline.execute("UPDATE " + TABLE + " SET n = n + 1000");

        pipeline.awaitEqual(TABLE);
        awaitWell();
        assertThat(pipeline.failures()).isEmpty();
    }

    @Order(6)
    @Test
    void absentManticoreIsNamedWhileTheRestIsShown() throws Exception {
        pipeline.server(Service.MANTICORE).stop();

        await().atMost(PATIENCE).pollInterval(LOOK_EVERY).untilAsserted(() -> {
            DoctorProcess screen = run();
            assertThat(screen.exitCode()).isEqualTo(1);
            assertThat(screen.output())
                    .contains("Manticore  POST", "do: Start Manticore", "mysql-source", "shop.e2e_status");
        });
        pipeline.server(Service.MANTICORE).restart();
        awaitWell();
    }

    @Order(7)
    @Test
    void absentConnectIsNamed() throws Exception {
        DoctorProcess screen = DoctorProcess.run("status", Map.of("MILLRACE_CONNECT_URL", "http://127.0.0.1:1"));

        assertThat(screen.exitCode()).isEqualTo(1);
        assertThat(screen.output()).contains("Connect  GET http://127.0.0.1:1", "do: Start the worker");
    }

    private static void awaitWell() {
        await().atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .untilAsserted(() -> assertThat(run().output()).endsWith("All is well.\n"));
    }

    /** The parts of a status that stay the same while nothing happens. */
    private static JsonNode constant(JsonNode status) {
        ObjectNode constant = status.deepCopy();
        constant.remove(List.of("time", "stages"));
        return constant;
    }

    /** Follows redirects. */
    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(pipeline.endpoints().connectUrl() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode sourceTask() {
        return pipeline.connect().status("mysql-source").at("/tasks/0");
    }

    private static JsonNode status() throws Exception {
        return run("--json").report();
    }

    private static JsonNode stage(JsonNode status, String route) {
        for (JsonNode stage : status.path("stages")) {
            if (stage.path("route").asText().equals(route)) {
                return stage;
            }
        }
        throw new AssertionError(route + " is not in " + status);
    }

    private static DoctorProcess run(String... options) throws Exception {
        return DoctorProcess.run(
                "status", Map.of("MILLRACE_CONNECT_URL", pipeline.endpoints().connectUrl()), options);
    }
}
