package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTexts;
import io.millrace.local.MySqlServer;
import io.millrace.local.MySqlVersion;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the oldest MySQL that Millrace supports differs from the one that all other tests use. */
class OldestMySqlIT {
    @TempDir
    private Path directory;

    private final RecordBytes converter = new RecordBytes();

    @Test
    void everyValueIsInTheEventAndIdsRiseWithoutGtids() throws Exception {
        MySqlServer.Options options = MySqlServer.Options.DEFAULT
                .withVersion(MySqlVersion.V8_0)
                .withSettings("--gtid-mode=OFF", "--enforce-gtid-consistency=OFF");
        List<ChangeEvent> events = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        try (MySqlServer server = MySqlServer.start(directory, options);
                Connection connection = shop(server)) {
            TypeTable table = TypeTable.read(connection);
            table.create(connection);
            table.insertForSnapshot(connection);
            try (DebeziumTask task = DebeziumTask.start(server.debezium(), "oldest", Map.of())) {
                events.addAll(events(task, table.size()));
                table.insertForBinlog(connection);
                events.addAll(events(task, table.size()));
            }
            events.forEach(each -> differences.addAll(table.differences(each.getAfter())));
            differences.addAll(new AuditReading(server.debezium(), Map.of()).differences(events));
        }

        assertThat(differences).isEmpty();
        assertThat(events)
                .extracting(ChangeEvent::getId)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(events)
                .extracting(each -> SourceTexts.gtid(each.getSource().getMysql()))
                .containsOnly(Optional.empty());
    }

    /** Since 9.6, MySQL itself carries cascades out and logs them; before, the storage engine did, below the binlog. */
    @ParameterizedTest
    @EnumSource
    void rowsThatACascadeDeletesAreInTheBinlogOfTodaysMySqlOnly(MySqlVersion version) throws Exception {
        List<String> changes = new ArrayList<>();
        try (MySqlServer server = MySqlServer.start(directory, MySqlServer.Options.DEFAULT.withVersion(version));
                Connection connection = shop(server)) {
            execute(
                    connection,
                    "CREATE TABLE orders (id INT PRIMARY KEY)",
                    "CREATE TABLE order_lines (id INT PRIMARY KEY, order_id INT,"
                            + " FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE)",
                    "INSERT INTO orders VALUES (1)",
                    "INSERT INTO order_lines VALUES (11, 1)");
            try (DebeziumTask task = DebeziumTask.start(server.debezium(), "cascade", Map.of())) {
                task.rows(2);
                execute(connection, "DELETE FROM orders WHERE id = 1", "INSERT INTO orders VALUES (2)");
                while (!changes.contains("orders INSERT")) {
                    for (ChangeEvent each : events(task, 1)) {
                        changes.add(each.getSource().getTable() + " " + each.getOperation());
                    }
                }
            }
        }

        assertThat(changes)
                .containsExactlyInAnyOrderElementsOf(
                        version == MySqlVersion.V8_0
                                ? List.of("orders DELETE", "orders INSERT")
                                : List.of("order_lines DELETE", "orders DELETE", "orders INSERT"));
    }

    private static Connection shop(MySqlServer server) throws SQLException {
        Connection connection = DriverManager.getConnection(server.jdbcUrl(""));
        execute(connection, "CREATE DATABASE shop", "USE shop");
        return connection;
    }

    private List<ChangeEvent> events(DebeziumTask task, int count) throws Exception {
        List<ChangeEvent> events = new ArrayList<>();
        for (SourceRecord each : task.rows(count)) {
            events.add(ChangeEvent.parseFrom(converter.value(each)));
        }
        return events;
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement session = connection.createStatement()) {
            for (String statement : statements) {
                session.execute(statement);
            }
        }
    }
}
