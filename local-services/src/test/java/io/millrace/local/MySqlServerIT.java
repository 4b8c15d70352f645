package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MySqlServerIT {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void committedRowOutlivesAKill(MySqlVersion version) throws Exception {
        try (MySqlServer server = start(MySqlServer.Options.DEFAULT.withVersion(version))) {
            execute(
                    server.root(),
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.customers (id BIGINT UNSIGNED PRIMARY KEY)",
                    "INSERT INTO shop.customers VALUES (18446744073709551615)");

            server.kill();
            server.restart();

            assertThat(query(server, "SELECT id FROM shop.customers")).isEqualTo("18446744073709551615");
        }
    }

    @ParameterizedTest
    @EnumSource
    void binlogHasFullRowImagesAndGtids(MySqlVersion version) throws Exception {
        try (MySqlServer server = start(MySqlServer.Options.DEFAULT.withVersion(version))) {
            assertThat(query(server, "SELECT VERSION()")).startsWith(version == MySqlVersion.V8_0 ? "8.0." : "9.7.");
            assertThat(query(
                            server,
                            "SELECT CONCAT_WS(' ', @@log_bin, @@binlog_format, @@binlog_row_image, @@gtid_mode)"))
                    .isEqualTo("1 ROW FULL ON");
        }
    }

    @ParameterizedTest
    @EnumSource
    void settingsReplaceThoseOfEveryServer(MySqlVersion version) throws Exception {
        MySqlServer.Options options = MySqlServer.Options.DEFAULT
                .withVersion(version)
                .withSettings("--gtid-mode=OFF", "--enforce-gtid-consistency=OFF");
        try (MySqlServer server = start(options)) {
            assertThat(query(server, "SELECT @@gtid_mode")).isEqualTo("OFF");
        }
    }

    @ParameterizedTest
    @EnumSource
    void debeziumUserMayReadButNotWrite(MySqlVersion version) throws Exception {
        try (MySqlServer server = start(MySqlServer.Options.DEFAULT.withVersion(version))) {
            execute(server.debezium(), version == MySqlVersion.V8_0 ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS");
            assertThatThrownBy(() -> execute(server.debezium(), "CREATE DATABASE other"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Access denied");
        }
    }

    private MySqlServer start(MySqlServer.Options options) {
        return MySqlServer.start(directory, options);
    }

    private static void execute(MySqlAddress address, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(address.jdbcUrl(""));
                Statement session = connection.createStatement()) {
            for (String statement : statements) {
                session.execute(statement);
            }
        }
    }

    private static String query(MySqlServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(""));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
