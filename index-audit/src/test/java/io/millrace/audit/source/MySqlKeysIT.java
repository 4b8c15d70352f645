package io.millrace.audit.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.local.MySqlVersion;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks tables with every kind of key in small chunks: each row comes once, and is found by its event's key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MySqlKeysIT {
    private final Map<MySqlVersion, SourceServer> servers = new EnumMap<>(MySqlVersion.class);

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        for (MySqlVersion version : MySqlVersion.values()) {
            SourceServer server =
                    SourceServer.start(directory.resolve(version.name()), version, "--default-time-zone=+00:00");
            server.execute(
                    "SET SESSION sql_mode = 'ALLOW_INVALID_DATES'",
                    "SET SESSION cte_max_recursion_depth = 100000",
                    "CREATE TABLE digits (n INT PRIMARY KEY)",
                    "INSERT INTO digits WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < 999) SELECT n FROM s");
            servers.put(version, server);
        }
    }

    @AfterAll
    void stop() throws Exception {
        for (SourceServer server : servers.values()) {
            server.close();
        }
    }

    /** A declaration of the columns and the key, and how a row is made of a number n from 0 to 999. */
    static Stream<Arguments> keys() {
        List<Arguments> all = new ArrayList<>();
        for (MySqlVersion version : MySqlVersion.values()) {
            for (String[] key : new String[][] {
                {"k INT PRIMARY KEY", "n - 500"},
                {"k TINYINT PRIMARY KEY", "n MOD 256 - 128"},
                {"k TINYINT(1) PRIMARY KEY", "n MOD 256 - 128"},
                {"k BIGINT UNSIGNED PRIMARY KEY", "IF(n < 500, n, 18446744073709551615 - n)"},
                {"k INT(8) UNSIGNED ZEROFILL PRIMARY KEY", "n * 4294967"},
                {"k DECIMAL(65,30) PRIMARY KEY", "(n - 500) / 1e30"},
                {"k DECIMAL(20,0) PRIMARY KEY", "n * 99999999999999999.0 - 500"},
                {"k FLOAT PRIMARY KEY", "16777217 + n * 3e0"},
                {"k DOUBLE PRIMARY KEY", "(n - 500) / 7e0"},
                {"k BIT(8) PRIMARY KEY", "n MOD 256"},
                {"k YEAR PRIMARY KEY", "IF(n MOD 255 = 0, 0, 1900 + n MOD 255)"},
                {"k DATE PRIMARY KEY", "ADDDATE('0900-02-28', n * 700)"},
                {"k DATETIME(6) PRIMARY KEY", "ADDTIME('2024-03-31 01:59:59', CONCAT(n DIV 10, '.', n, '123'))"},
                {"k TIMESTAMP(3) PRIMARY KEY", "FROM_UNIXTIME(n * 2147483 + 0.5)"},
                {"k TIME(2) PRIMARY KEY", "SEC_TO_TIME((n - 500) * 6000.5)"},
                {"k ENUM('z','b','ß','a') PRIMARY KEY", "ELT(n MOD 4 + 1, 'z', 'b', 'ß', 'a')"},
                {"k SET('z','b','ß','a','c','d','e','f','g','h') PRIMARY KEY", "n"},
                {"a ENUM('z','b','ß','a'), b INT, PRIMARY KEY (a, b)", "n MOD 4 + 1, n DIV 4"},
                {"k VARCHAR(40) PRIMARY KEY", "CONCAT('Ünï-', n * n, ' ', CHAR(97 + n MOD 26))"},
                {"k VARCHAR(40) COLLATE utf8mb4_bin PRIMARY KEY", "CONCAT(CHAR(65 + n MOD 60), n)"},
                {
                    "k VARCHAR(40) COLLATE utf8mb4_general_ci PRIMARY KEY",
                    "CONCAT(CHAR(65 + n MOD 26), n, IF(n MOD 3 = 0, ' ', ''), '😀')"
                },
                {
                    "k CHAR(20) CHARACTER SET latin1 COLLATE latin1_german2_ci PRIMARY KEY",
                    "CONCAT(CHAR(97 + n MOD 26), 'ß', n)"
                },
                {"k VARCHAR(20) CHARACTER SET cp932 PRIMARY KEY", "CONCAT(_cp932 x'87e0', n)"},
                {"k VARCHAR(20) CHARACTER SET utf16 PRIMARY KEY", "CONCAT('é', n)"},
                {"k VARCHAR(20) CHARACTER SET gb18030 PRIMARY KEY", "CONCAT('東', n)"},
                {"k BINARY(8) PRIMARY KEY", "UNHEX(LPAD(HEX(n * 18446744073), 16, IF(n MOD 2, 'F', '0')))"},
                {"k VARBINARY(300) PRIMARY KEY", "REPEAT(CHAR(n MOD 256), 1 + n DIV 256)"},
                {"k BLOB NOT NULL, PRIMARY KEY (k(6))", "CONCAT(LPAD(HEX(n), 6, '0'), 'tail')"},
                {"k TEXT NOT NULL, PRIMARY KEY (k(6))", "CONCAT(LPAD(HEX(n), 6, '0'), 'tail')"},
                {
                    "`a ``b` VARCHAR(9), b INT, c DATETIME, PRIMARY KEY (b, `a ``b`, c)",
                    "CHAR(97 + n MOD 3), n MOD 7, ADDDATE('2024-01-01', n DIV 21)"
                },
                {"a INT, b INT, c INT, PRIMARY KEY (a, b, c)", "n MOD 2, n DIV 2 MOD 3, n DIV 6"},
                {"a INT NOT NULL, b INT NOT NULL, UNIQUE KEY other (b, a)", "n MOD 10, n DIV 10"},
                {"k VARCHAR(9) PRIMARY KEY", "IF(n = 0, '', n)"},
            }) {
                all.add(Arguments.of(version, key[0], key[1]));
            }
            all.add(Arguments.of(version, "a INT, b INT, PRIMARY KEY (a DESC, b)", "n MOD 10, n DIV 10"));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyRowComesOnceAndIsFound(MySqlVersion version, String declaration, String values) throws Exception {
        SourceServer server = table(version, declaration, values);
        List<String> expected = server.query("SELECT n FROM t ORDER BY n");

        try (SourceRows rows = server.rows("t")) {
            List<ChangeEvent> walked = walk(rows, 37);

            assertThat(numbers(walked)).containsExactlyInAnyOrderElementsOf(expected);
            List<Row> keys = walked.stream().map(ChangeEvent::getKey).distinct().toList();
            assertThat(numbers(rows.find(keys))).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void mySqlReadsNoMoreThanTheRowsThatAreAskedFor(MySqlVersion version, String declaration, String values)
            throws Exception {
        SourceServer server = table(version, declaration, values);
        TableStructure structure = server.structure("t");
        List<ChangeEvent> first;
        String position;
        try (SourceRows rows = server.rows("t")) {
            first = rows.next(7);
            position = rows.position();
        }
        boolean prefix = declaration.contains("(k(6))");
        boolean ambiguous = declaration.contains("cp932");
        // MySQL uses no index for numbers greater than a label's.
        boolean labels = declaration.startsWith("k SET") || declaration.startsWith("a ENUM");

        long walked = server.rowsReadBy(structure.selectBehind(position, 5));
        long found = server.rowsReadBy(
                structure.select() + structure.where(List.of(first.get(0).getKey())));

        // Behind each of the key's columns there is a range of its own.
        assertThat(walked).isLessThan(prefix || labels ? Long.MAX_VALUE : 12);
        assertThat(found).isLessThan(ambiguous ? Long.MAX_VALUE : declaration.contains("FLOAT") ? 300 : 5);
    }

    private SourceServer table(MySqlVersion version, String declaration, String values) throws SQLException {
        SourceServer server = Objects.requireNonNull(servers.get(version));
        server.execute(
                "DROP TABLE IF EXISTS t",
                "CREATE TABLE t (" + declaration + ", n INT)",
                "INSERT IGNORE INTO t SELECT " + values + ", n FROM digits ORDER BY n",
                // MySQL counts them in its own time otherwise, and takes a table that it believes to be empty for one
                // that is read fastest as a whole.
                "ANALYZE TABLE t");
        return server;
    }

    /** Goes back to each position, as after a restart. */
    private static List<ChangeEvent> walk(SourceRows rows, int most) throws SQLException {
        List<ChangeEvent> all = new ArrayList<>();
        for (List<ChangeEvent> chunk = rows.next(most); !chunk.isEmpty(); chunk = rows.next(most)) {
            all.addAll(chunk);
            rows.seek(rows.position());
        }
        return all;
    }

    private static List<String> numbers(List<ChangeEvent> events) {
        return events.stream()
                .map(event -> event.getAfter().getColumnsList())
                .map(columns -> columns.get(columns.size() - 1))
                .map(Column::getIntValue)
                .map(String::valueOf)
                .toList();
    }
}
