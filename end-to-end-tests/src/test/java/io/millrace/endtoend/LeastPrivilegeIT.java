package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.event.RowBuilder;
import io.millrace.local.ConnectWorker;
import io.millrace.local.NatsServer;
import io.millrace.local.Service;
import io.millrace.nats.NatsSettings;
import io.millrace.publisher.Change;
import io.millrace.publisher.ChangeEventPublisher;
import io.millrace.publisher.PublisherSettings;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pipeline whose users may do no more than docs/security.md says, and none of whose secrets appears anywhere. */
@TestMethodOrder(OrderAnnotation.class)
final class LeastPrivilegeIT {
    private static final Path DIRECTORY = Path.of("target", "least-privilege");
    private static final Path SERVERS = DIRECTORY.resolve("servers");
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String TABLE = "e2e_least";
    private static final String FINDINGS = "index-audit.findings";

    private static final Logins LOGINS = new Logins(SERVERS);
    private static final SecretSearch SECRETS = new SecretSearch(Logins.MARK);

    private static Pipeline pipeline;
    private static boolean closed;

    @BeforeAll
    static void start() throws Exception {
        assumeThat(Arrays.stream(Service.values()).filter(each -> each.given().isPresent()))
                .as("servers of somebody, who has users of their own")
                .isEmpty();
        pipeline = Pipeline.start(DIRECTORY, List.of("index-audit"), LOGINS::applyTo);
        assumeThat(pipeline.server(Service.NATS)).isInstanceOf(NatsServer.class);
        assumeThat(pipeline.server(Service.CONNECT)).isInstanceOf(ConnectWorker.class);
        pipeline.createSignalTable();
        pipeline.execute(LOGINS.mysqlStatements());
        pipeline.execute(
                "CREATE TABLE " + TABLE + " (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO " + TABLE + " VALUES (1, 'one'), (2, 'two'), (3, 'three')",
                // Its rows become dead letters: a column cannot be a number that is none.
                "CREATE TABLE e2e_bad (id INT PRIMARY KEY, code VARCHAR(20))",
                "INSERT INTO e2e_bad VALUES (1, 'no number')");
        for (String connector : Pipeline.CONNECTORS) {
            Map<String, String> settings = LOGINS.applyTo(connector, Pipeline.settings(connector));
            if (connector.equals("manticore-sink")) {
                settings.put("subjects", "cdc.mysql.*.*,cdc.web.*.*");
                settings.put("table.shop.e2e_bad", "(code bigint, *)");
                settings.put("table.web.e2e_reviews", "(stars bigint, *)");
            }
            pipeline.register(connector, settings);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (pipeline != null && !closed) {
            closed = true;
            pipeline.close();
        }
    }

    @Order(1)
    @Test
    void rowsArriveAndTheSinkIsRewound() throws Exception {
        pipeline.awaitEqual(TABLE);

        pipeline.execute(
                "UPDATE " + TABLE + " SET name = 'changed' WHERE id = 1", "DELETE FROM " + TABLE + " WHERE id = 2");
        pipeline.awaitEqual(TABLE);
        pipeline.manticore().sql("DELETE FROM " + TABLE + " WHERE id = 3");
        pipeline.rewind("manticore-sink", Pipeline.Rewind.TO_THE_BEGINNING);

        pipeline.awaitEqual(TABLE);
        DeadLetters.await(pipeline.endpoints().kafkaBootstrap(), "manticore-sink.dead-letters", "millrace.reason", 1);
        assertThat(pipeline.failures()).isEmpty();
    }

    @Order(2)
    @Test
    void thePageAndTheToolsSeeTheWholePipeline() throws Exception {
        await("the page's data")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                pipeline.connect().get("/millrace/status").toString())
                        .contains(TABLE)
                        .doesNotContain("denied permission", "does not answer", "not allowed", "NATS: "));
        // A busy server may take longer to answer than the command waits for it.
        await("the command's")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(tool("status").output())
                        .contains(TABLE)
                        .doesNotContain("permission", "does not answer"));

        CommandProcess doctor = tool("doctor", "--json", "--row-size-seconds=0");
        assertThat(doctor.json().path("findings").findValuesAsText("check"))
                .as(doctor.output())
                .doesNotContain("permission", "nats-permission", "nats-login", "mysql-login", "grants");

        pipeline.awaitAcknowledged(List.of(TABLE));
        pipeline.manticore().sql("DELETE FROM " + TABLE + " WHERE id = 3");
        CommandProcess audit = tool("audit", "--repair", "shop." + TABLE);
        assertThat(audit.exitCode()).as(audit.output()).isZero();
        pipeline.awaitEqual(TABLE);
    }

    @Order(3)
    @Test
    void anAuditReadsAsAUserOfItsOwn() throws Exception {
        CommandProcess audit =
                tool(LOGINS.forAudits(pipeline.endpoints().mysql()), LOGINS.toolsFile(), "audit", "shop." + TABLE);

        assertThat(audit.exitCode()).as(audit.output()).isZero();
    }

    @Order(4)
    @Test
    void anApplicationPublishes() throws Exception {
        PublisherSettings settings = PublisherSettings.of(
                NatsSettings.from(Map.of(
                        "nats.servers",
                        pipeline.endpoints().natsUrl(),
                        "nats.user",
                        "web",
                        "nats.password",
                        LOGINS.natsPassword("web"),
                        "nats.connection.timeout.ms",
                        "60000")),
                "web");
        try (ChangeEventPublisher publisher = ChangeEventPublisher.open(settings)) {
            publisher.publish(review(1, "4"));
            publisher.publish(review(2, "many"));
            publisher.flush(PATIENCE);
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pipeline.manticore().column("SELECT stars FROM e2e_reviews"))
                        .containsExactly("4"));
    }

    private static Change review(int id, String stars) {
        return Change.insert(
                "web",
                "e2e_reviews",
                RowBuilder.of().int64("id", id).build(),
                RowBuilder.of().int64("id", id).string("stars", stars).build());
    }

    @Order(5)
    @Test
    void theToolsThatChangeThePipelineDoTheirWork() throws Exception {
        await().atMost(PATIENCE)
                // Each look is a process of its own.
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(operate("dead-letters", "list").output())
                        .contains("mysql.shop.e2e_bad: ", "web.web.e2e_reviews: "));
        CommandProcess show = operate("dead-letters", "show", "--all");
        assertThat(show.output()).contains("no number", "many");
        // One goes to Kafka, the other to the stream; both are refused again.
        CommandProcess refused = operate("dead-letters", "resend", "--all", "--json", "--wait-seconds=600");
        assertThat(refused.json().path("letters").findValuesAsText("fate"))
                .as(refused.output())
                .hasSizeGreaterThanOrEqualTo(2)
                .containsOnly("refused");

        CommandProcess rebuild =
                operate("rebuild", "shop.e2e_bad", "--mapping", "(code string, *)", "--timeout-minutes=15");
        assertThat(rebuild.exitCode()).as(rebuild.output()).isZero();
        assertThat(pipeline.manticore().column("SELECT code FROM e2e_bad")).containsExactly("no number");
        CommandProcess resent = operate("dead-letters", "resend", "--table=shop.e2e_bad", "--wait-seconds=600");
        assertThat(resent.exitCode()).as(resent.output()).isZero();
        CommandProcess drop = operate("dead-letters", "drop", "--all", "--yes");
        assertThat(drop.output()).contains("Dropped ");

        CommandProcess sync = operate("sync", "--mysql-snapshot=again", "--timeout-minutes=15");
        assertThat(sync.exitCode()).as(sync.output()).isZero();
    }

    @Order(6)
    @Test
    void theAuditConnectorComparesTheTables() throws Exception {
        Map<String, String> settings = Pipeline.settings("index-audit");
        settings.put("connect.url", pipeline.endpoints().connectUrl());
        pipeline.register("index-audit", settings);

        SecretSearch findings = new SecretSearch("\"" + TABLE + "\"");
        await("a report").atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            findings.topics(pipeline.endpoints());
            assertThat(findings.found()).anyMatch(place -> place.startsWith("topic " + FINDINGS));
        });
        assertThat(pipeline.connect().isRunning("index-audit")).isTrue();
    }

    @Order(7)
    @ParameterizedTest
    @CsvSource({
        "bridge, $KV.MILLRACE.table.manticore-sink.mysql.shop.x",
        "sink,   $KV.MILLRACE.progress.CDC.x.0",
        "sink,   $KV.MILLRACE.sync.x",
        "sink,   cdc.mysql.shop.e2e_least.0",
        "tools,  cdc.mysql.shop.e2e_least.0",
        "tools,  $JS.API.STREAM.DELETE.CDC",
        "sink,   $JS.API.STREAM.PURGE.CDC",
        "bridge, $JS.API.STREAM.DELETE.CDC",
        "tools,  $KV.MILLRACE.table.manticore-sink.mysql.shop.x",
        "operator, $KV.MILLRACE.progress.CDC.x.0",
        "operator, $JS.API.STREAM.PURGE.CDC",
        "web,    cdc.mysql.shop.e2e_least.0",
        "web,    $KV.MILLRACE.table.manticore-sink.mysql.shop.x"
    })
    void aUserMayDoNothingElse(String user, String subject) throws Exception {
        try (Connection connection = Nats.connect(new Options.Builder()
                .server(pipeline.endpoints().natsUrl())
                .userInfo(user, LOGINS.natsPassword(user))
                .build())) {
            connection.publish(subject, "{}".getBytes(StandardCharsets.UTF_8));
            connection.flush(Duration.ofMinutes(1));

            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(
                            () -> assertThat(connection.getLastError()).contains("Permissions Violation", subject));
        }
    }

    @Order(8)
    @Test
    void noSecretAppearsAnywhere() throws Exception {
        String connect = pipeline.endpoints().connectUrl();
        for (String path : paths()) {
            SECRETS.resource(connect + path);
        }
        for (String connector : Pipeline.CONNECTORS) {
            Map<String, String> settings = LOGINS.applyTo(connector, Pipeline.settings(connector));
            JsonNode outcome = pipeline.connect().validate(settings.getOrDefault("connector.class", ""), settings);
            SECRETS.text("validation of " + connector, outcome.toString());
        }
        SECRETS.topics(pipeline.endpoints());
        stop();
        SECRETS.files(SERVERS, LOGINS::mayHoldSecrets);

        assertThat(SECRETS.found()).isEmpty();
        assertThat(SECRETS.searched())
                .contains(
                        connect + "/millrace (200)",
                        connect + "/millrace/status (200)",
                        connect + "/millrace/metrics (200)",
                        "topic millrace-configs",
                        "topic manticore-sink.dead-letters",
                        "topic " + FINDINGS,
                        "mysql/mysqld.log",
                        "nats/nats-server.log",
                        "connect/connect.log",
                        "./millrace doctor",
                        "./millrace sync",
                        "./millrace rebuild",
                        "./millrace dead-letters");
    }

    private static List<String> paths() {
        List<String> paths = new ArrayList<>(List.of(
                "/", "/connectors?expand=info&expand=status", "/connector-plugins", "/admin/loggers", "/health"));
        Stream.of("", "/status", "/metrics", "/health", "/ready").forEach(each -> paths.add("/millrace" + each));
        Stream.concat(Pipeline.CONNECTORS.stream(), Stream.of("index-audit"))
                .flatMap(name -> Stream.of("", "/config", "/status", "/tasks", "/topics", "/offsets")
                        .map(part -> "/connectors/" + name + part))
                .forEach(paths::add);
        return paths;
    }

    private static CommandProcess tool(String name, String... options) throws Exception {
        return tool(LOGINS.forTools(), LOGINS.toolsFile(), name, options);
    }

    private static CommandProcess operate(String name, String... options) throws Exception {
        return tool(LOGINS.forTools(), LOGINS.operatorFile(), name, options);
    }

    private static CommandProcess tool(Map<String, String> environment, Path natsConfig, String name, String... options)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of(name));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--connect-url=" + pipeline.endpoints().connectUrl(), "--nats-config=" + natsConfig));
        CommandProcess process = CommandProcess.run(environment, arguments);
        SECRETS.text("./millrace " + name, process.output());
        return process;
    }
}
