package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.comparison.ManticoreReader;
import io.millrace.local.ConnectRestException;
import io.millrace.local.ConnectWorker;
import io.millrace.local.Directories;
import io.millrace.local.KafkaBroker;
import io.millrace.local.LocalPort;
import io.millrace.local.LocalServer;
import io.millrace.local.ManticoreServer;
import io.millrace.local.MySqlServer;
import io.millrace.local.NatsServer;
import io.millrace.local.PluginFolder;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.ClusterInfo;
import io.nats.client.api.Replica;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pipeline on two workers, three NATS servers with three replicas of each stream, and two Manticore servers. Each of
 * these has a sink and a copy of the index of its own. The first one has two addresses, which stand for proxies in front of
 * it, since all of manticore.urls must serve the same tables. Manticore's own replication is not shown.
 */
final class ScaledPipeline implements AutoCloseable {
    private static final String COPY = "manticore-copy";
    private static final List<String> CONNECTORS =
            Stream.concat(Pipeline.CONNECTORS.stream(), Stream.of(COPY)).toList();
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final List<LocalServer> servers = new ArrayList<>();
    private final List<ManticoreEndpoint> endpoints = new ArrayList<>();
    private final MySqlServer mysql;
    private final List<NatsServer> nats;
    private final List<ConnectWorker> workers;
    private final ManticoreServer manticore;
    private final ManticoreServer copy;

    /** Starts the servers with an empty database; returns once all answer. */
    ScaledPipeline(Path directory) throws SQLException {
        Directories.delete(directory);
        CompletableFuture<MySqlServer> mysqlStart =
                CompletableFuture.supplyAsync(() -> MySqlServer.start(directory.resolve("mysql")));
        CompletableFuture<KafkaBroker> kafkaStart =
                CompletableFuture.supplyAsync(() -> KafkaBroker.start(directory.resolve("kafka")));
        manticore = started(ManticoreServer.start(directory.resolve("manticore"), LocalPort.free()));
        copy = started(ManticoreServer.start(directory.resolve("copy"), LocalPort.free()));
        endpoints.add(ManticoreEndpoint.start(manticore.url()));
        endpoints.add(ManticoreEndpoint.start(manticore.url()));
        nats = NatsServer.startCluster(directory.resolve("nats"), 3);
        servers.addAll(nats);
        mysql = started(mysqlStart.join());
        try (Connection connection = session("");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + Pipeline.DATABASE + " CHARACTER SET utf8mb4");
        }
        KafkaBroker kafka = started(kafkaStart.join());
        workers = startWorkers(directory, kafka.bootstrapServers());
        servers.addAll(workers);
    }

    private <T extends LocalServer> T started(T server) {
        servers.add(server);
        return server;
    }

    private List<ConnectWorker> startWorkers(Path directory, String kafka) {
        Path plugins = PluginFolder.unpack(
                directory.resolve("plugins"),
                Stream.of("nats-bridge-connector", "manticore-sink-connector", "status-extension")
                        .map(PluginFolder::builtZip)
                        .toList());
        List<CompletableFuture<ConnectWorker>> starting = Stream.of("worker-0", "worker-1")
                .map(name -> new ConnectWorker.Options(
                                directory.resolve(name), kafka, List.of(plugins, ConnectWorker.debeziumPlugin()))
                        .withEnvironment(variables(kafka)))
                .map(options -> CompletableFuture.supplyAsync(() -> ConnectWorker.start(options)))
                .toList();
        return starting.stream().map(CompletableFuture::join).toList();
    }

    /** What the files in connect-config refer to. */
    private Map<String, String> variables(String kafka) {
        return Map.of(
                "MILLRACE_MYSQL_HOST", mysql.host(),
                "MILLRACE_MYSQL_PORT", Integer.toString(mysql.port()),
                "MILLRACE_MYSQL_USER", MySqlServer.DEBEZIUM_USER,
                "MILLRACE_MYSQL_PASSWORD", MySqlServer.DEBEZIUM_PASSWORD,
                "MILLRACE_NATS_URL", natsUrls(),
                "MILLRACE_KAFKA_BOOTSTRAP", kafka,
                "MILLRACE_MANTICORE_URL",
                        endpoints.stream().map(ManticoreEndpoint::url).collect(Collectors.joining(",")));
    }

    private String natsUrls() {
        return nats.stream().map(NatsServer::url).collect(Collectors.joining(","));
    }

    /** Registers the connectors of connect-config and the sink of the copy; the stream gets three replicas. */
    void registerConnectors() {
        for (String name : CONNECTORS) {
            Map<String, String> settings = Pipeline.settings(name.equals(COPY) ? "manticore-sink" : name);
            settings.put("name", name);
            if (name.equals("nats-bridge")) {
                settings.put("nats.stream.replicas", Integer.toString(nats.size()));
            } else if (name.equals(COPY)) {
                settings.put("manticore.urls", copy.url());
                settings.put("dead.letter.topic", COPY + ".dead-letters");
            }
            workers.get(0).rest().create(name, settings);
        }
        awaitAllRunningOn(workers);
    }

    List<ConnectWorker> workers() {
        return workers;
    }

    /** The addresses of the first Manticore. */
    List<ManticoreEndpoint> endpoints() {
        return endpoints;
    }

    /** The second Manticore. */
    LocalServer copy() {
        return copy;
    }

    /** The worker that runs the source's task. */
    ConnectWorker workerOfSource() {
        String id = workers.get(0)
                .rest()
                .status("mysql-source")
                .at("/tasks/0/worker_id")
                .asText();
        return workers.stream()
                .filter(worker -> worker.url().endsWith(id))
                .findFirst()
                .orElseThrow();
    }

    /** The server that leads a stream, once all three have all of it. */
    NatsServer leader(String stream) {
        return leader(stream, management -> management.getStreamInfo(stream).getClusterInfo());
    }

    /** The same for the consumer of the sink's first partition. */
    NatsServer leaderOfConsumer() {
        return leader(
                "the consumer",
                management ->
                        management.getConsumerInfo("CDC", "manticore-sink-p0").getClusterInfo());
    }

    private interface Question {
        ClusterInfo ask(JetStreamManagement management) throws Exception;
    }

    private NatsServer leader(String what, Question question) {
        ClusterInfo cluster = await("three replicas of " + what)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> ask(question),
                        found -> found.getLeader() != null
                                && found.getReplicas().size() == nats.size() - 1
                                && found.getReplicas().stream().allMatch(Replica::isCurrent));
        return nats.get(Integer.parseInt(cluster.getLeader()));
    }

    private ClusterInfo ask(Question question) throws Exception {
        try (io.nats.client.Connection connection = Nats.connect(natsUrls())) {
            return question.ask(connection.jetStreamManagement());
        }
    }

    /** Waits until every connector and all its tasks run, and on no other worker. */
    void awaitAllRunningOn(List<ConnectWorker> running) {
        for (String name : CONNECTORS) {
            await(name)
                    .atMost(PATIENCE)
                    // A worker has no status yet for a connector that was just created.
                    .ignoreExceptionsInstanceOf(ConnectRestException.class)
                    .untilAsserted(() -> {
                        JsonNode status = running.get(0).rest().status(name);
                        assertThat(status.path("tasks")).isNotEmpty();
                        assertRunning(status.path("connector"), running);
                        status.path("tasks").forEach(task -> assertRunning(task, running));
                    });
        }
    }

    private static void assertRunning(JsonNode status, List<ConnectWorker> running) {
        assertThat(status.path("state").asText()).as(status.toPrettyString()).isEqualTo("RUNNING");
        assertThat(running)
                .as(status.toPrettyString())
                .anyMatch(
                        worker -> worker.url().endsWith(status.path("worker_id").asText()));
    }

    /** Waits until the first Manticore has exactly what MySQL has. */
    void awaitEqual(List<String> tables) {
        awaitEqual(manticore, tables);
    }

    /** Waits until the second one has. */
    void awaitCopyEqual(List<String> tables) {
        awaitEqual(copy, tables);
    }

    private void awaitEqual(ManticoreServer server, List<String> tables) {
        new EqualTables(this::mysql, new ManticoreReader(server.url())).await(tables);
    }

    /** Opens a session in the shop's database, with time zone UTC. */
    Connection mysql() throws SQLException {
        Connection connection = session(Pipeline.DATABASE);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET time_zone = '+00:00'");
        }
        return connection;
    }

    private Connection session(String database) throws SQLException {
        return DriverManager.getConnection(mysql.jdbcUrl(database) + "&yearIsDateType=false&preserveInstants=false");
    }

    /** Stops the servers in an order in which none waits for another. */
    @Override
    public void close() {
        for (int i = servers.size() - 1; i >= 0; i--) {
            servers.get(i).close();
        }
        endpoints.forEach(ManticoreEndpoint::close);
    }
}
