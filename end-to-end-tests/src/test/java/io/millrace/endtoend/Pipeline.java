package io.millrace.endtoend;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.comparison.ManticoreReader;
import io.millrace.event.SourceTable;
import io.millrace.local.Checkout;
import io.millrace.local.ConnectRest;
import io.millrace.local.ConnectRestException;
import io.millrace.local.ConnectorFile;
import io.millrace.local.Directories;
import io.millrace.local.LocalServer;
import io.millrace.local.LocalServices;
import io.millrace.local.MySqlAddress;
import io.millrace.local.PluginFolder;
import io.millrace.local.Service;
import io.millrace.local.ServiceEndpoints;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSettings;
import io.millrace.state.applied.AppliedStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** All servers of the pipeline, with the built plug-ins and the connectors of connect-config. */
final class Pipeline implements AutoCloseable {
    static final String DATABASE = "shop";

    /** In the order in which they are registered. */
    static final List<String> CONNECTORS = List.of("mysql-source", "nats-bridge", "manticore-sink");

    private static final Duration CATCH_UP = Duration.ofMinutes(10);

    private final LocalServices services;
    private final ConnectRest connect;
    private final ManticoreReader manticore;

    private Pipeline(LocalServices services) {
        this.services = services;
        this.connect = new ConnectRest(services.endpoints().connectUrl());
        this.manticore = new ManticoreReader(services.endpoints().manticoreUrl());
    }

    /** Starts the servers with an empty database; the connectors are registered by {@link #registerConnectors}. */
    static Pipeline start(Path directory) throws SQLException {
        return start(directory, List.of());
    }

    /** @param more modules whose plug-ins the worker has besides those of every pipeline */
    static Pipeline start(Path directory, List<String> more) throws SQLException {
        try {
            return start(directory, more, servers -> servers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes how the servers are started. */
    interface Preparation {
        LocalServices.Options of(LocalServices.Options servers) throws IOException;
    }

    /** @param preparation is given an empty directory */
    static Pipeline start(Path directory, List<String> more, Preparation preparation) throws SQLException, IOException {
        Directories.delete(directory);
        Path plugins = PluginFolder.unpack(
                directory.resolve("plugins"),
                Stream.concat(
                                Stream.of("nats-bridge-connector", "manticore-sink-connector", "status-extension"),
                                more.stream())
                        .map(PluginFolder::builtZip)
                        .toList());
        Pipeline pipeline = new Pipeline(LocalServices.start(
                preparation.of(new LocalServices.Options(directory.resolve("servers"), List.of(plugins)))));
        try (Connection connection = pipeline.connection("");
                Statement statement = connection.createStatement()) {
            requireNoOtherDatabase(statement);
            statement.execute("DROP DATABASE IF EXISTS " + DATABASE);
            statement.execute("CREATE DATABASE " + DATABASE + " CHARACTER SET utf8mb4");
        }
        return pipeline;
    }

    /** An external server may have a database of that name that belongs to somebody. */
    private static void requireNoOtherDatabase(Statement statement) throws SQLException {
        try (ResultSet others = statement.executeQuery("SELECT table_name FROM information_schema.tables"
                + " WHERE table_schema = '" + DATABASE + "' AND table_name NOT LIKE 'e2e\\_%'"
                + " AND table_name <> 'millrace_signal'")) {
            if (others.next()) {
                throw new IllegalStateException("The database " + DATABASE + " of the external MySQL has a table "
                        + others.getString(1) + " that no test made; it is left alone");
            }
        }
    }

    /** Opens a session in the shop's database, with time zone UTC. */
    Connection mysql() throws SQLException {
        Connection connection = connection(DATABASE);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET time_zone = '+00:00'");
        }
        return connection;
    }

    /** Creates Debezium's signal table, as connect-config names it. */
    void createSignalTable() throws SQLException {
        execute(
                "CREATE TABLE shop.millrace_signal (id VARCHAR(42) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT)",
                "GRANT INSERT ON shop.millrace_signal TO 'debezium'@'127.0.0.1'");
    }

    /** GTIDs can be turned on and off one step at a time only. */
    void setGtidMode(boolean on) throws SQLException {
        execute("SET GLOBAL enforce_gtid_consistency = ON");
        List<String> steps = on
                ? List.of("OFF_PERMISSIVE", "ON_PERMISSIVE", "ON")
                : List.of("ON_PERMISSIVE", "OFF_PERMISSIVE", "OFF");
        for (String step : steps) {
            execute("SET GLOBAL gtid_mode = " + step);
        }
    }

    /** Fills the database with the tables of the quickstart. */
    void loadSampleShop() throws IOException, SQLException {
        Path script =
                Checkout.root().resolve("quickstart-walkthrough/src/main/resources/io/millrace/quickstart/shop.sql");
        // Without the line that creates the database, which is there.
        execute(Stream.of(Files.readString(script)
                        .replaceAll("(?m)^(?:--|CREATE DATABASE|USE).*$", "")
                        .split(";\\s*\\n"))
                .filter(statement -> !statement.isBlank())
                .toArray(String[]::new));
    }

    /** Executes statements, one after the other, in one session of {@link #mysql()}. */
    void execute(String... statements) throws SQLException {
        try (Connection connection = mysql();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    ServiceEndpoints endpoints() {
        return services.endpoints();
    }

    ConnectRest connect() {
        return connect;
    }

    ManticoreReader manticore() {
        return manticore;
    }

    /** A server that can be stopped and started again. */
    LocalServer server(Service service) {
        return services.server(service)
                .orElseThrow(() -> new IllegalStateException(service.title()
                        + " was given by the environment and cannot be taken away; unset " + service.variable()));
    }

    /** Posts the files of connect-config unchanged, and returns when all tasks are running. */
    void registerConnectors() throws IOException {
        for (String connector : CONNECTORS) {
            connect.create(configuration(connector));
            awaitRunning(connector);
        }
    }

    /** Creates another connector, and returns when its tasks are running. */
    void register(String connector, Map<String, String> settings) {
        connect.create(connector, settings);
        awaitRunning(connector);
    }

    private void awaitRunning(String connector) {
        await(connector)
                .atMost(CATCH_UP)
                // A worker has no status yet for a connector that was just created.
                .ignoreExceptionsInstanceOf(ConnectRestException.class)
                .until(() -> connect.isRunning(connector));
    }

    /** The ways to change offsets that docs/operations.md describes. */
    enum Rewind {
        TO_A_SEQUENCE("{\"offsets\": [{\"partition\": {\"stream\": \"CDC\", \"partition\": \"*\"},"
                + " \"offset\": {\"sequence\": 0}}]}"),
        TO_A_TIME("{\"offsets\": [{\"partition\": {\"stream\": \"CDC\", \"partition\": \"*\"},"
                + " \"offset\": {\"time\": \"2020-01-01T00:00:00Z\"}}]}"),
        TO_THE_BEGINNING("");

        private final String offsets;

        Rewind(String offsets) {
            this.offsets = offsets;
        }
    }

    /** Stops the connector, changes its offsets and resumes it. */
    void rewind(String connector, Rewind rewind) {
        stop(connector);
        if (rewind.offsets.isEmpty()) {
            connect.resetOffsets(connector);
        } else {
            connect.alterOffsets(connector, rewind.offsets);
        }
        resume(connector);
    }

    void resume(String connector) {
        connect.resume(connector);
        awaitRunning(connector);
    }

    /** Returns when the new configuration is in use; after a mere PUT, its tasks go on with the old one for a while. */
    void reconfigure(String connector, Map<String, String> settings) {
        stop(connector);
        connect.put(connector, settings);
        resume(connector);
    }

    /**
     * Has the source read the structure of all tables again, as docs/operations.md says under "Statements that Debezium
     * cannot parse".
     *
     * @param settings of the source, as they are
     */
    void recoverSchemaHistory(Map<String, String> settings) throws Exception {
        stop("mysql-source");
        String topic = settings.get("schema.history.internal.kafka.topic");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", endpoints().kafkaBootstrap()))) {
            admin.deleteTopics(List.of(topic)).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(topic));
        }
        Map<String, String> recovering = new HashMap<>(settings);
        recovering.put("snapshot.mode", "recovery");
        reconfigure("mysql-source", recovering);
    }

    /** Stops the connector and returns when its tasks have ended. */
    void stop(String connector) {
        connect.stop(connector);
        await(connector)
                .atMost(CATCH_UP)
                .until(() -> connect.status(connector)
                                .at("/connector/state")
                                .asText()
                                .equals("STOPPED")
                        && connect.status(connector).path("tasks").isEmpty());
    }

    /** Pauses the connector and returns when its tasks have paused: they do nothing from now on. */
    void pause(String connector) {
        connect.pause(connector);
        await(connector).atMost(CATCH_UP).until(() -> {
            JsonNode status = connect.status(connector);
            List<String> states = new ArrayList<>(status.path("tasks").findValuesAsText("state"));
            states.add(status.at("/connector/state").asText());
            return states.stream().allMatch("PAUSED"::equals);
        });
    }

    /**
     * Waits until the sink has acknowledged what the stream has of these tables. It writes rows again that somebody else
     * removes before.
     */
    void awaitAcknowledged(List<String> tables) throws InterruptedException {
        try (NatsSession nats = NatsSession.reconnecting(
                NatsSettings.from(Map.of("nats.servers", endpoints().natsUrl(), "nats.connection.timeout.ms", "60000")),
                "test",
                (problem, cause) -> {})) {
            AppliedStream stream = new AppliedStream(nats, "CDC", "manticore-sink", CATCH_UP);
            for (String table : tables) {
                stream.await(new SourceTable("mysql", DATABASE, table));
            }
        }
    }

    static String configuration(String connector) {
        return ConnectorFile.text(connector);
    }

    /** The settings in a file of connect-config, and the connector's name. */
    static Map<String, String> settings(String connector) {
        return ConnectorFile.settings(connector);
    }

    /** Waits until Manticore has exactly what MySQL has; fails with the differences. */
    void awaitEqual(String table) {
        awaitEqual(List.of(table));
    }

    /** The same for several tables; what has been waited for one need not be waited for the next. */
    void awaitEqual(List<String> tables) {
        new EqualTables(this::mysql, manticore).await(tables);
    }

    /** The traces of all FAILED tasks and connectors. */
    List<String> failures() {
        List<String> failures = new ArrayList<>();
        for (String name : CONNECTORS) {
            JsonNode status = connect.status(name);
            addFailure(failures, name, status.path("connector"));
            status.path("tasks").forEach(task -> addFailure(failures, name + " task " + task.path("id"), task));
        }
        return failures;
    }

    private static void addFailure(List<String> failures, String name, JsonNode status) {
        if (status.path("state").asText().equals("FAILED")) {
            failures.add(name + ": " + status.path("trace").asText());
        }
    }

    private Connection connection(String database) throws SQLException {
        MySqlAddress mysql = services.endpoints().mysql();
        return DriverManager.getConnection(mysql.jdbcUrl(database) + "&yearIsDateType=false&preserveInstants=false");
    }

    /** An external Manticore may have tables of an aborted run, and must not keep those of this run. */
    void dropFromAGivenManticore(List<String> tables) {
        if (Service.MANTICORE.given().isPresent()) {
            tables.forEach(table -> manticore.sql("DROP TABLE IF EXISTS " + table));
        }
    }

    /** Removes the connectors from an external worker, and the database from an external MySQL. */
    @Override
    public void close() throws SQLException {
        if (Service.CONNECT.given().isPresent()) {
            CONNECTORS.forEach(connect::delete);
        }
        if (Service.MYSQL.given().isPresent()) {
            try (Connection connection = connection("");
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP DATABASE " + DATABASE);
            }
        }
        services.close();
    }
}
