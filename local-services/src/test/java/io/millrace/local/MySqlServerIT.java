package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MySqlServerIT {
    @TempDir
    private static Path directory;

    private static MySqlServer server;

    @BeforeAll
    static void start() {
        server = MySqlServer.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void committedRowOutlivesAKill() throws Exception {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(""));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE shop");
            statement.execute("CREATE TABLE shop.customers (id BIGINT UNSIGNED PRIMARY KEY)");
            statement.execute("INSERT INTO shop.customers VALUES (18446744073709551615)");
        }

        server.kill();
        server.restart();

        assertThat(query("SELECT id FROM shop.customers")).isEqualTo("18446744073709551615");
    }

    @Test
    void binlogHasFullRowImagesAndGtids() throws Exception {
        assertThat(query("SELECT CONCAT_WS(' ', @@log_bin, @@binlog_format, @@binlog_row_image, @@gtid_mode)"))
                .isEqualTo("1 ROW FULL ON");
    }

    @Test
    void debeziumUserMayReadButNotWrite() throws Exception {
        String url = server.jdbcUrl("", MySqlServer.DEBEZIUM_USER, MySqlServer.DEBEZIUM_PASSWORD);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("SHOW MASTER STATUS");
            assertThatThrownBy(() -> statement.execute("CREATE DATABASE other"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Access denied");
        }
    }

    private static String query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(""));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
