package io.millrace.endtoend.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** docker-compose.yml as it is shipped, in a Docker engine; {@code ./verify --engine} starts one. */
@TestMethodOrder(OrderAnnotation.class)
class ComposeIT {
    private static final ComposeProject COMPOSE = ComposeProject.asShipped();
    private static final Path PREPARE = Checkout.root().resolve("local-services/prepare.sh");
    private static final ComposeStack STACK = new ComposeStack();

    @BeforeAll
    static void start() throws Exception {
        down(COMPOSE);
        COMPOSE.succeed("up", "--detach");
    }

    @AfterAll
    static void stop() throws Exception {
        Path log = Checkout.root().resolve("target/engine/containers.log");
        Files.createDirectories(log.getParent());
        Files.writeString(
                log, COMPOSE.run("--profile", "*", "logs", "--no-color").output());
        down(COMPOSE);
    }

    private static void down(ComposeProject project) throws Exception {
        project.succeed("--profile", "*", "down", "--volumes", "--remove-orphans");
    }

    @Order(1)
    @Test
    void aRowGetsFromMySqlToTheIndex() throws Exception {
        await().atMost(ComposeStack.PATIENCE).until(() -> COMPOSE.hasSucceeded("connectors"));

        STACK.awaitNewProduct();
    }

    @Order(2)
    @Test
    void everyServerHasALimitOfMemory() throws Exception {
        for (String server : List.of("mysql", "nats", "kafka", "manticore", "connect")) {
            JsonNode container = COMPOSE.inspect(server);
            assertThat(container.at("/HostConfig/Memory").asLong()).as(server).isPositive();
            assertThat(container.at("/State/OOMKilled").asBoolean()).as(server).isFalse();
        }
    }

    @Order(3)
    @Test
    void aSecondUpLeavesWhatRunsAsItIs() throws Exception {
        Map<String, String> before = running();
        String plugins = plugins();
        assertThat(plugins).contains("nats-bridge-connector", "manticore-sink-connector", "status-extension");

        COMPOSE.succeed("up", "--detach");
        await().atMost(ComposeStack.PATIENCE)
                .until(() -> COMPOSE.hasSucceeded("plugins") && COMPOSE.hasSucceeded("connectors"));

        assertThat(running()).isEqualTo(before);
        assertThat(plugins()).isEqualTo(plugins);
        STACK.awaitNewProduct();
    }

    /** Each server's container and when it was started. */
    private static Map<String, String> running() throws Exception {
        Map<String, String> running = new TreeMap<>();
        for (String server : List.of("mysql", "nats", "kafka", "manticore", "connect")) {
            JsonNode container = COMPOSE.inspect(server);
            running.put(
                    server,
                    container.path("Id").asText()
                            + container.at("/State/StartedAt").asText());
        }
        return running;
    }

    /** The files that the worker sees, with their inodes: a file that was written again has another one. */
    private static String plugins() throws Exception {
        return COMPOSE.succeed("exec", "-T", "connect", "bash", "-c", "cd /plugins && ls -1Ri");
    }

    @Order(4)
    @Test
    void aServerThatEndsIsStartedAgain() throws Exception {
        int restarts = COMPOSE.inspect("nats").path("RestartCount").asInt();
        COMPOSE.run("exec", "-T", "nats", "sh", "-c", "kill -TERM 1");

        await().atMost(ComposeStack.PATIENCE)
                .until(() ->
                        COMPOSE.inspect("nats").path("RestartCount").asInt() > restarts && COMPOSE.isHealthy("nats"));
        STACK.awaitNewProduct();
    }

    @Order(5)
    @Test
    void connectorsWaitForTheWorker() throws Exception {
        COMPOSE.succeed("stop", "connect");
        COMPOSE.succeed("up", "--detach", "--no-deps", "--force-recreate", "connectors");
        await().atMost(ComposeStack.PATIENCE)
                .until(() -> COMPOSE.run("logs", "connectors").output().contains("waits for the worker"));

        COMPOSE.succeed("up", "--detach");

        await().atMost(ComposeStack.PATIENCE).until(() -> COMPOSE.hasSucceeded("connectors"));
        STACK.awaitNewProduct();
    }

    /** As ./quickstart starts the containers, in a project of its own. */
    @Order(6)
    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        ComposeProject.Result result = shell("step Containers target/engine/taken.log start_containers");
        down(ComposeProject.named("millrace-quickstart", Checkout.root()));

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).containsPattern("127\\.0\\.0\\.1:1\\d{4}.*(already allocated|already in use)");
    }

    /** As ./quickstart starts the containers. */
    @Order(7)
    @Test
    void aFailedStartShowsWhatTheContainerSaidLast(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("docker-compose.yml"), """
                services:
                  broken:
                    image: busybox:1.37.0
                    command: [sh, -c, "seq 100; echo This is the reason.; exit 3"]
                  next:
                    image: busybox:1.37.0
                    depends_on: { broken: { condition: service_completed_successfully } }
                """);

        ComposeProject.Result result = ComposeProject.run(
                directory,
                List.of("bash", "-c", "set -e; . \"$0\"; step Containers up.log start_containers", PREPARE.toString()));
        down(ComposeProject.named("millrace-quickstart", directory));

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output())
                .contains("This is the reason.", "The full output is in up.log")
                .doesNotContain(" 50\n");
    }

    /** No registry has these images, or none answers. */
    @Order(8)
    @Test
    void imagesThatTheEngineHasAreNotPulled() throws Exception {
        ComposeProject.Result result = shell("use_containers");

        assertThat(result.output()).contains("available").doesNotContain("not available");
        assertThat(result.exitCode()).isZero();
    }

    private static ComposeProject.Result shell(String command) throws Exception {
        return ComposeProject.run(
                Checkout.root(), List.of("bash", "-c", "set -e; . local-services/prepare.sh; " + command));
    }

    @Order(9)
    @Test
    void filesThatAreMissingAreNamedAndNoFolderIsMade(@TempDir Path empty) throws Exception {
        Files.copy(ComposeFile.PATH, empty.resolve("docker-compose.yml"));
        ComposeProject project = ComposeProject.named("missing", empty);

        ComposeProject.Result shop = project.run("create", "mysql");
        ComposeProject.Result job = project.run("--profile", "cassandra", "create", "--no-build", "cassandra-snapshot");
        ComposeProject.Result plugins = project.run("run", "--rm", "-T", "plugins");
        down(project);

        assertThat(shop.exitCode()).isNotZero();
        assertThat(shop.output()).contains("does not exist").contains("shop.sql");
        assertThat(job.exitCode()).isNotZero();
        assertThat(job.output()).contains("does not exist").contains("cassandra-snapshot-task.jar");
        assertThat(plugins.exitCode()).isNotZero();
        assertThat(plugins.output()).contains("Build the plug-ins first: mvn -q package -DskipTests");
        assertThat(empty).isDirectoryNotContaining(each -> !each.endsWith("docker-compose.yml"));
    }

    /** In a table of its own, since what the other tests write may be on its way at any time. */
    @Order(10)
    @Test
    void profileAuditComparesTheTablesWithTheIndex() throws Exception {
        COMPOSE.succeed("--profile", "audit", "up", "--detach");

        await().atMost(ComposeStack.PATIENCE).until(() -> COMPOSE.hasSucceeded("audit"));
        await().atMost(ComposeStack.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(ComposeStack.findings()).anySatisfy(finding -> {
                    assertThat(finding.path("table").asText()).isEqualTo("order_lines");
                    assertThat(finding.path("equal").asBoolean()).isTrue();
                }));
    }

    @Order(11)
    @Test
    void profileCassandraLoadsTablesIntoTheStream() throws Exception {
        COMPOSE.succeed("--profile", "cassandra", "up", "--detach", "cassandra");
        await().atMost(ComposeStack.PATIENCE).until(() -> COMPOSE.isHealthy("cassandra"));
        ComposeStack.fillCassandra();

        COMPOSE.succeed("--profile", "cassandra", "run", "--rm", "-T", "cassandra-snapshot", "--tables=library.*");

        assertThat(ComposeStack.messages("cdc.cassandra.library.books.*")).isEqualTo(2);
        COMPOSE.succeed("--profile", "cassandra", "stop", "cassandra");
    }

    /** Of Grafana there is no image that could be built here. */
    @Order(12)
    @Test
    void profileObservabilityScrapesTheWorker() throws Exception {
        COMPOSE.succeed("--profile", "observability", "up", "--detach", "prometheus");

        await().atMost(ComposeStack.PATIENCE).until(() -> COMPOSE.isHealthy("prometheus"));
        await().atMost(ComposeStack.PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(ComposeStack.get("http://127.0.0.1:19090/api/v1/query?query=up")
                                .at("/data/result/0/value/1")
                                .asText())
                        .isEqualTo("1"));
        assertThat(ComposeStack.get("http://127.0.0.1:19090/api/v1/rules").toString())
                .contains("\"alerting\"");
    }
}
