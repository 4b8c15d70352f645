package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectWorkerIT {
    private static final String MYSQL_CONNECTOR = "io.debezium.connector.mysql.MySqlConnector";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    private static Path directory;

    private static MySqlServer mysql;
    private static KafkaBroker broker;
    private static ConnectWorker worker;

    @BeforeAll
    static void start() {
        mysql = MySqlServer.start(directory.resolve("mysql"));
        broker = KafkaBroker.start(directory.resolve("kafka"));
        worker = ConnectWorker.start(new ConnectWorker.Options(
                        directory.resolve("connect"),
                        broker.bootstrapServers(),
                        List.of(ConnectWorker.debeziumPlugin()))
                .withEnvironment(Map.of("MILLRACE_MYSQL_PASSWORD", MySqlServer.DEBEZIUM_PASSWORD)));
    }

    @AfterAll
    static void stop() {
        worker.close();
        broker.close();
        mysql.close();
    }

    @Test
    void debeziumIsOnThePluginPath() {
        List<String> classes = new ArrayList<>();
        worker.rest()
                .plugins()
                .forEach(plugin -> classes.add(plugin.path("class").asText()));
        assertThat(classes).contains(MYSQL_CONNECTOR);
    }

    @Test
    void validationNamesWhatIsMissing() {
        JsonNode outcome = worker.rest().validate(MYSQL_CONNECTOR, Map.of("connector.class", MYSQL_CONNECTOR));
        assertThat(outcome.path("error_count").asInt()).isPositive();
    }

    @Test
    void debeziumContinuesAfterTheWorkerIsKilled() throws Exception {
        execute("CREATE DATABASE shop", "CREATE TABLE shop.customers (id INT PRIMARY KEY)");
        execute("INSERT INTO shop.customers VALUES (1)");
        worker.rest().create("shop", debezium());
        try (CommittedRecords customers = new CommittedRecords(broker.bootstrapServers(), "shop.shop.customers")) {
            await().atMost(LIMIT).until(() -> customers.poll() == 1);

            worker.kill();
            execute("INSERT INTO shop.customers VALUES (2)");
            worker.restart();

            await().atMost(LIMIT).until(() -> customers.poll() == 2);
            await().atMost(LIMIT).until(() -> worker.rest().isRunning("shop"));
        }
    }

    private static Map<String, String> debezium() {
        return Map.ofEntries(
                Map.entry("connector.class", MYSQL_CONNECTOR),
                Map.entry("database.hostname", mysql.host()),
                Map.entry("database.port", Integer.toString(mysql.port())),
                Map.entry("database.user", MySqlServer.DEBEZIUM_USER),
                Map.entry("database.password", "${env:MILLRACE_MYSQL_PASSWORD}"),
                Map.entry("database.server.id", "5001"),
                Map.entry("topic.prefix", "shop"),
                Map.entry("exactly.once.support", "required"),
                Map.entry("topic.creation.default.partitions", "2"),
                Map.entry("topic.creation.default.replication.factor", "1"),
                Map.entry("schema.history.internal.kafka.topic", "shop.schema-history"),
                Map.entry("schema.history.internal.kafka.bootstrap.servers", broker.bootstrapServers()));
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(mysql.jdbcUrl(""));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
