package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.millrace.local.Checkout;
import io.millrace.local.ConnectWorker;
import io.millrace.local.PluginFolder;
import io.millrace.local.Service;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * {@code ./millrace status} on a pipeline that is well, and with one part after the other away; a Prometheus sees the alert of
 * each.
 */
@TestMethodOrder(OrderAnnotation.class)
class StatusIT {
    private static final Path DIRECTORY = Path.of("target", "status");
    private static final String TABLE = "e2e_status";
    private static final String AWAY = "http://127.0.0.1:1";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Each look is a process of its own. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    private static Pipeline pipeline;
    private static Alerts alerts;

    @BeforeAll
    static void start() throws Exception {
        pipeline = Pipeline.start(DIRECTORY, List.of("index-audit"));
        pipeline.execute(
                "CREATE TABLE " + TABLE + " (id INT PRIMARY KEY, n INT NOT NULL)",
                "INSERT INTO " + TABLE + " VALUES (1, 1), (2, 2), (3, 3)");
        pipeline.registerConnectors();
        pipeline.awaitEqual(TABLE);
        alerts = Alerts.start(
                DIRECTORY.resolve("prometheus"), pipeline.endpoints().connectUrl());
    }

    @AfterAll
    static void stop() throws SQLException {
        if (alerts != null) {
            alerts.close();
        }
        if (pipeline != null) {
            pipeline.dropFromAGivenManticore(List.of(TABLE, "e2e_notes"));
            pipeline.close();
        }
    }

    @Order(1)
    @Test
    void idlePipelineIsWell() throws Exception {
        awaitWell();
        alerts.awaitNone();
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

    @Order(1)
    @Test
    void jmxHasTheFiguresOfThePipeline() {
        assumeThat(pipeline.server(Service.CONNECT)).isInstanceOf(ConnectWorker.class);
        await().atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .ignoreExceptionsInstanceOf(AttachNotSupportedException.class)
                .untilAsserted(() -> assertThat(jmx("io.millrace:type=pipeline", "millrace_table_rows"))
                        .containsExactly(Map.entry(
                                "connector=\"manticore-sink\",source=\"mysql\",table=\"shop.e2e_status\"", 3.0)));
    }

    /** An attribute of the worker's JVM, a table of labels and values; the worker is trusted, since this class has started it. */
    @SuppressWarnings("BanJNDI")
    private static Map<String, Double> jmx(String bean, String attribute) throws Exception {
        String pid = Files.readString(DIRECTORY.resolve("servers/connect/connect.log.pid"))
                .split(" ")[0];
        VirtualMachine machine = VirtualMachine.attach(pid);
        try (JMXConnector jmx = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
            TabularData table =
                    (TabularData) jmx.getMBeanServerConnection().getAttribute(new ObjectName(bean), attribute);
            Map<String, Double> rows = new TreeMap<>();
            for (Object each : table.values()) {
                CompositeData row = (CompositeData) each;
                rows.put((String) row.get("labels"), (Double) row.get("value"));
            }
            return rows;
        } finally {
            machine.detach();
        }
    }

    @Order(2)
    @Test
    void pausedConnectorAndWhatWaitsForItAreShown() throws Exception {
        Instant cause = Instant.now();
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
        alerts.awaitFired(cause, "MillraceConnectorNotRunning", "connector=\"manticore-sink\"");
        alerts.awaitFired(cause, "MillraceConsumerFallsOffTheStream", "connector=\"manticore-sink\"");
        pipeline.resume("manticore-sink");
        awaitWell();
    }

    @Order(3)
    @Test
    void failedTaskIsShownWithTheReason() throws Exception {
        Map<String, String> settings = Pipeline.settings("nats-bridge");
        settings.keySet().removeIf(setting -> setting.startsWith("errors.") || setting.equals("topics.regex"));
        settings.putAll(Map.of("name", "second-bridge", "topics", "mysql.schema-history"));
        Instant cause = Instant.now();
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
            alerts.awaitFired(cause, "MillraceTaskFailed", "connector=\"second-bridge\"");
        } finally {
            pipeline.connect().delete("second-bridge");
        }
        awaitWell();
    }

    @Order(4)
    @Test
    void lagGrowsWhileNatsIsAway() throws Exception {
        Instant cause = Instant.now();
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
        alerts.awaitFired(cause, "MillraceServerAway", "server=\"NATS\"");
        alerts.awaitFired(cause, "MillraceStuck", "connector=\"manticore-sink\"");
        alerts.awaitFired(cause, "MillraceLagGrows", "connector=\"nats-bridge\"");
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

    @Order(8)
    @Test
    void whatIsNotInTheIndexAsItShouldBeIsShown() throws Exception {
        Instant cause = Instant.now();
        Map<String, String> sink = Pipeline.settings("manticore-sink");
        sink.put("table.shop.e2e_notes", "(code bigint, *)");
        sink.put("manticore.urls", AWAY + "," + sink.get("manticore.urls"));
        pipeline.reconfigure("manticore-sink", sink);
        pipeline.execute(
                "CREATE TABLE e2e_notes (id INT PRIMARY KEY, code VARCHAR(20))",
                "INSERT INTO e2e_notes VALUES (1, 'one')",
                // Of the same name in Manticore.
                "CREATE TABLE E2E_STATUS (id INT PRIMARY KEY)",
                "INSERT INTO E2E_STATUS VALUES (1)",
                "ALTER TABLE e2e_notes ADD COLUMN n INT DEFAULT 1");
        pipeline.manticore().sql("DELETE FROM " + TABLE + " WHERE id = 2");
        Map<String, String> audit = Pipeline.settings("index-audit");
        audit.put("connect.url", pipeline.endpoints().connectUrl());
        audit.put("table.interval.ms", "1000");
        pipeline.register("index-audit", audit);

        alerts.awaitFired(cause, "MillraceServerAddressAway", "server=\"Manticore\"");
        alerts.awaitFired(cause, "MillraceDeadLetters", "connector=\"manticore-sink\"");
        alerts.awaitFired(cause, "MillraceTableSetAside", "table=\"shop.E2E_STATUS\"");
        alerts.awaitFired(cause, "MillraceTableToBeAudited", "table=\"shop.e2e_notes\"");
        alerts.awaitFired(cause, "MillraceAuditFoundDifferences", "table=\"shop.e2e_status\"");
        await().atMost(PATIENCE).pollInterval(LOOK_EVERY).untilAsserted(() -> {
            DoctorProcess screen = run();
            assertThat(screen.exitCode()).isEqualTo(1);
            assertThat(screen.output())
                    .contains(
                            "1 difference between the table and its index",
                            "./millrace audit shop.e2e_status --repair",
                            AWAY + " does not answer");
        });
        await().atMost(PATIENCE).pollInterval(LOOK_EVERY).untilAsserted(() -> {
            JsonNode page = new ObjectMapper().readTree(get("/millrace/status").body());
            assertThat(page.toString()).contains(AWAY + " does not answer");
            assertThat(get("/millrace/metrics").body()).contains("millrace_server_up{server=\"Manticore\"} 1");
            // As the second server says.
            assertThat(page.path("tables").findValues("rows"))
                    .as(page.toString())
                    .contains(new IntNode(2));
        });
    }

    @Order(9)
    @Test
    void streamThatIsNearlyFullIsAlerted() throws Exception {
        Instant cause = Instant.now();
        try (Connection nats = Nats.connect(pipeline.endpoints().natsUrl())) {
            StreamInfo stream = nats.jetStreamManagement().getStreamInfo("CDC");
            StreamConfiguration unlimited = stream.getConfiguration();
            long limit = stream.getStreamState().getByteCount() * 6 / 5;
            nats.jetStreamManagement()
                    .updateStream(StreamConfiguration.builder(unlimited)
                            .maxBytes(limit)
                            .build());

            alerts.awaitFired(cause, "MillraceStreamFills", "stream=\"CDC\"");
            nats.jetStreamManagement().updateStream(unlimited);
        }
    }

    @Order(10)
    @Test
    void everyAlertHasFiredAndEveryPanelOfTheDashboardHasShownSomething() throws Exception {
        Set<String> causesNotMadeHere = Set.of(
                // After several minutes of restarts.
                "MillraceWatchdogGivesUp",
                // From node_exporter.
                "MillraceDiskFills");
        Set<String> names = Alerts.names();
        names.removeAll(causesNotMadeHere);
        assertThat(alerts.fired()).containsExactlyInAnyOrderElementsOf(names);

        Path dashboard = Checkout.root().resolve("deploy/observability/millrace.dashboard.json");
        for (JsonNode panel : new ObjectMapper().readTree(dashboard.toFile()).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String query = target.path("expr").asText().replace("$__rate_interval", "1m");
                assertThat(alerts.seriesOf(query))
                        .as(panel.path("title").asText() + ": " + query)
                        .isNotEmpty();
            }
        }
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
