package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.MySqlServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key of a row is the same in a snapshot and in the binlog, or the row would have two documents. */
class SourceKeysIT {
    /** The types that a primary key can have, each with a value. */
    private static final List<String> KEYS = List.of(
            "FLOAT = 1.2345678",
            "FLOAT = 16777215",
            "FLOAT = -3.4028234e38",
            "FLOAT = 1.1754943e-38",
            "FLOAT = 1.5",
            "FLOAT = 1234565",
            "FLOAT(10,2) = 12345678.25",
            "FLOAT UNSIGNED = 1.2345678",
            "DOUBLE = 1.2345678901234567",
            "DOUBLE = 1.7976931348623157e308",
            "DOUBLE = 2.2250738585072014e-308",
            "DOUBLE = 0.1",
            "DOUBLE(10,2) = 12345678.25",
            "YEAR = 1901",
            "YEAR = 2155",
            "DATE = '0000-00-00'",
            "DATE = '0001-01-01'",
            "DATE = '1582-10-10'",
            "DATE = '2024-00-00'",
            "DATE = '2024-02-00'",
            "DATE = '9999-12-31'",
            "DATETIME = '0000-00-00 00:00:00'",
            "DATETIME(6) = '0001-01-01 00:00:00.000001'",
            "DATETIME(6) = '9999-12-31 23:59:59.999999'",
            "TIMESTAMP = '0000-00-00 00:00:00'",
            "TIMESTAMP(6) = '1970-01-01 00:00:01.000001'",
            "TIMESTAMP(6) = '2038-01-19 03:14:07.999999'",
            "TIME(6) = '-838:59:59'",
            "TIME(6) = '838:59:58.999999'",
            "TIME(3) = '-00:00:00.001'",
            "BIT(1) = 1",
            "BIT(64) = 18446744073709551615",
            "TINYINT(1) = 5",
            "BOOL = 2",
            "TINYINT UNSIGNED = 255",
            "MEDIUMINT UNSIGNED = 16777215",
            "INT UNSIGNED = 4294967295",
            "BIGINT UNSIGNED = 18446744073709551615",
            "BIGINT UNSIGNED ZEROFILL = 5",
            "DECIMAL(20,0) = 5",
            "DECIMAL(65,30) = 12345678901234567890123456789012345.123456789012345678901234567890",
            "NUMERIC(10,2) UNSIGNED = 12.30",
            "CHAR(5) = 'ab  '",
            "VARCHAR(5) = 'ab  '",
            "VARCHAR(5) = '\\n\\\"\\0'",
            "BINARY(5) = x'ff00'",
            "VARBINARY(5) = x'ff00'",
            "CHAR(5) BINARY = 'é'",
            "VARCHAR(5) CHARACTER SET latin1 = x'80e9'",
            "VARCHAR(5) CHARACTER SET utf16 = 'é'",
            "VARCHAR(5) CHARACTER SET gb18030 = '张'",
            "VARCHAR(5) CHARACTER SET big5 = '张'",
            "VARCHAR(5) CHARACTER SET utf8mb3 = 'é'",
            "VARCHAR(5) CHARACTER SET utf8mb4 = '😀'",
            "VARCHAR(5) CHARACTER SET cp1251 = 'ж'",
            "VARCHAR(5) CHARACTER SET macroman = 'é'",
            "VARCHAR(5) CHARACTER SET ascii = 'e'",
            "VARCHAR(5) CHARACTER SET tis620 = 'ก'",
            "ENUM('a,b','é') = 'a,b'",
            "ENUM('a','b') = ''",
            "SET('a','b') = 'a,b'",
            "SET('a','b') = ''");

    @TempDir
    private static Path directory;

    private static MySqlServer server;
    private static Connection connection;
    private static int databases;

    private final RecordBytes converter = new RecordBytes();

    @BeforeAll
    static void start() throws SQLException {
        server = MySqlServer.start(directory);
        connection = DriverManager.getConnection(server.jdbcUrl(""));
        execute("SET SESSION sql_mode = 'ALLOW_INVALID_DATES'", "SET SESSION time_zone = '+00:00'");
    }

    @AfterAll
    static void stop() throws SQLException {
        if (connection != null) {
            connection.close();
            server.close();
        }
    }

    @Test
    void aKeyIsTheSameInASnapshotAndInTheBinlog() throws Exception {
        assertThat(differences(KEYS)).isEmpty();
    }

    /** Of a table that was created while the source ran, Debezium knows what the statement says. */
    @Test
    void aKeyIsTheSameWhoeverDeclaredIt() throws Exception {
        String database = database();
        create("old", KEYS);
        try (DebeziumTask task = source(database)) {
            List<String> snapshot = keys(task.rows(KEYS.size()));
            create("new", KEYS);

            assertThat(differences(KEYS, snapshot, keys(task.rows(KEYS.size()))))
                    .as("as docs/limits.md says")
                    .containsExactly("BOOL = 2: [2] [1]");
        }
    }

    /** What only Debezium could mend: docs/limits.md. */
    @Test
    void keysThatDiffer() throws Exception {
        assertThat(differences(List.of(
                        "YEAR = 0",
                        "DATE = '0000-12-31'",
                        "DATETIME = '0000-12-31 00:00:00'",
                        "DATETIME = '1582-10-10 00:00:00'",
                        "BIT(20) = 3",
                        "VARCHAR(5) CHARACTER SET latin1 = x'8d'",
                        "VARCHAR(5) CHARACTER SET koi8u = x'a6'",
                        "VARCHAR(5) CHARACTER SET sjis = x'815f'")))
                .containsExactly(
                        "YEAR = 0: [2000] [0]",
                        "DATE = '0000-12-31': [\"0000-12-31\"] [\"1970-01-01\"]",
                        "DATETIME = '0000-12-31 00:00:00': [\"0001-12-31 00:00:00\"] [\"1970-01-01 00:00:00\"]",
                        "DATETIME = '1582-10-10 00:00:00': [\"1582-10-20 00:00:00\"] [\"1582-10-10 00:00:00\"]",
                        "BIT(20) = 3: [196608] [3]",
                        "VARCHAR(5) CHARACTER SET latin1 = x'8d': [\"\u008d\"] [\"\ufffd\"]",
                        "VARCHAR(5) CHARACTER SET koi8u = x'a6': [\"і\"] [\"╕\"]",
                        "VARCHAR(5) CHARACTER SET sjis = x'815f': [\"\\\\\"] [\"＼\"]");
    }

    @Test
    void aDateThatDoesNotExistStopsTheSource() throws Exception {
        String database = database();
        execute("CREATE TABLE dates (id INT PRIMARY KEY, d DATE)", "INSERT INTO dates VALUES (1, '2024-02-28')");
        try (DebeziumTask task = source(database)) {
            task.rows(1);
            execute("INSERT INTO dates VALUES (2, '2024-02-31')");

            assertThatThrownBy(() -> task.rows(1)).hasStackTraceContaining("Invalid date 'FEBRUARY 31'");
        }
        try (DebeziumTask task = source(database)) {
            assertThatThrownBy(() -> task.rows(2))
                    .hasStackTraceContaining("Snapshotting of table " + database + ".dates failed");
        }
    }

    /** The keys in a snapshot and after an update of another column, where they differ. */
    private List<String> differences(List<String> declarations) throws Exception {
        String database = database();
        create("t", declarations);
        try (DebeziumTask task = source(database)) {
            List<String> snapshot = keys(task.rows(declarations.size()));
            for (int i = 0; i < declarations.size(); i++) {
                execute(String.format("UPDATE t%02d SET n = 2", i));
            }
            return differences(declarations, snapshot, keys(task.rows(declarations.size())));
        }
    }

    private static List<String> differences(List<String> declarations, List<String> first, List<String> second) {
        return IntStream.range(0, declarations.size())
                .filter(i -> !first.get(i).equals(second.get(i)))
                .mapToObj(i -> declarations.get(i) + ": " + first.get(i) + " " + second.get(i))
                .toList();
    }

    private static void create(String name, List<String> declarations) throws SQLException {
        for (int i = 0; i < declarations.size(); i++) {
            String[] key = declarations.get(i).split(" = ", 2);
            execute(
                    String.format("CREATE TABLE %s%02d (k %s PRIMARY KEY, n INT)", name, i, key[0]),
                    String.format("INSERT INTO %s%02d VALUES (%s, 1)", name, i, key[1]));
        }
    }

    private static DebeziumTask source(String database) throws IOException {
        return DebeziumTask.start(server.debezium(), database, Map.of("database.include.list", database));
    }

    private List<String> keys(List<SourceRecord> records) {
        return records.stream()
                .map(each -> new String(Objects.requireNonNull(converter.key(each)), StandardCharsets.UTF_8))
                .toList();
    }

    private static String database() throws SQLException {
        String database = "keys" + ++databases;
        execute("CREATE DATABASE " + database + " CHARACTER SET utf8mb4", "USE " + database);
        return database;
    }

    private static void execute(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
