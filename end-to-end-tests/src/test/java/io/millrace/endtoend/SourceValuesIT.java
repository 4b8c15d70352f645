package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.local.MySqlServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Columns that Debezium knows from a statement in the binlog, against the same columns known from a snapshot: MySQL shows
 * a snapshot its own names of types and its own form of literals, and the binlog has what the user wrote.
 */
class SourceValuesIT {
    /** Types in other words than MySQL's own, each with a value. */
    private static final List<String> DECLARATIONS = List.of(
            "FLOAT8 = 1.123456789012",
            "FLOAT(10) = 1.5",
            "FLOAT(30) = 1.123456789012",
            "FLOAT(10,2) = 1.25",
            "FLOAT UNSIGNED = 1.5",
            "DOUBLE PRECISION = 1.123456789012",
            "DOUBLE PRECISION UNSIGNED = 1.123456789012",
            "INT1 = -128",
            "INT1 UNSIGNED = 255",
            "INT2 = -32768",
            "INT2 UNSIGNED = 65535",
            "INT3 = -8388608",
            "INT3 UNSIGNED = 16777215",
            "MIDDLEINT UNSIGNED = 16777215",
            "INT4 = -5",
            "INT4 UNSIGNED = 4294967295",
            "INT8 = -5",
            "INT8 UNSIGNED = 18446744073709551615",
            "INTEGER UNSIGNED = 4294967295",
            "INTEGER ZEROFILL = 4294967295",
            "DEC = 12",
            "DEC(10,2) = 12.34",
            "FIXED(10,2) = 12.34",
            "NUMERIC(10,2) UNSIGNED = 12.34",
            "BOOL = 1",
            "BOOLEAN = 0",
            "BIT = 1",
            "BIT(64) = 18446744073709551615",
            "CHARACTER(5) = 'abc'",
            "CHARACTER VARYING(5) = 'abc'",
            "NATIONAL CHAR(5) = 'é'",
            "NCHAR VARCHAR(5) = 'é'",
            "NATIONAL VARCHAR(5) = 'é'",
            "NVARCHAR(5) = 'é'",
            "LONG = 'é'",
            "LONG VARCHAR = 'é'",
            "LONG VARBINARY = x'ff'",
            "CHAR(5) BINARY = 'abc'",
            "VARCHAR(5) CHARACTER SET latin1 = 'é'",
            "VARCHAR(5) CHARSET ucs2 = 'é'",
            "TEXT(10) = 'é'",
            "BLOB(10) = x'ff'",
            "YEAR(4) = 2024",
            "ENUM('a,b','back\\\\slash','it''s','x\\ty','é') = 'a,b'",
            "ENUM('a,b','back\\\\slash','it\\'s','x\\ty','é') = 'back\\\\slash'",
            "ENUM('a,b','back\\\\slash','it''s','x\\ty','é') = 'it''s'",
            "ENUM('a,b','back\\\\slash','it''s','x\\ty','é') = 'x\\ty'",
            "ENUM('\\\\','next','a\\,b','%\\_') = '\\\\'",
            "ENUM('\\\\','next','a\\,b','%\\_') = 'next'",
            "ENUM('\\\\','next','a\\,b','%\\_') = 'a,b'",
            "ENUM('\\\\','next','a\\,b','%\\_') = '%\\_'",
            "ENUM('é') CHARACTER SET latin1 = 'é'",
            "SET('p\\\\q','r') = 'p\\\\q,r'",
            "DATETIME(6) = '9999-12-31 23:59:59.999999'",
            "TIMESTAMP(6) NULL = '2038-01-19 03:14:07.999999'",
            "TIME(6) = '-838:59:59'",
            "GEOMCOLLECTION = ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2))')");

    /** What users write behind DEFAULT; the events do not need it, but Debezium reads it. */
    private static final List<String> DEFAULTS = List.of(
            "INT DEFAULT '7'",
            "INT NOT NULL DEFAULT 0x07",
            "BIGINT UNSIGNED DEFAULT 18446744073709551615",
            "TINYINT(1) DEFAULT TRUE",
            "BOOL DEFAULT FALSE",
            "DECIMAL(10,2) DEFAULT '1e1'",
            "DECIMAL(10,2) DEFAULT .5",
            "DOUBLE DEFAULT 1E-3",
            "FLOAT DEFAULT '-1.5'",
            "BIT DEFAULT b'1'",
            "BIT(9) DEFAULT b'101010101'",
            "VARCHAR(20) DEFAULT ''",
            "VARCHAR(20) DEFAULT 'it''s'",
            "VARCHAR(20) DEFAULT \"say\"",
            "VARCHAR(20) DEFAULT N'é'",
            "VARCHAR(20) DEFAULT _utf8mb4'é'",
            "VARBINARY(20) DEFAULT x'ff00'",
            "BINARY(3) DEFAULT 'abc'",
            "ENUM('a,b','c') DEFAULT 'a,b'",
            "SET('a','b') DEFAULT 'a,b'",
            "DATE DEFAULT '0000-00-00'",
            "DATE DEFAULT '2024-2-9'",
            "DATE DEFAULT 20240229",
            "DATETIME DEFAULT '0000-00-00 00:00:00'",
            "DATETIME DEFAULT '9999-12-31 23:59:59'",
            "DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)",
            "DATETIME DEFAULT '2024-02-29'",
            "DATETIME DEFAULT '2024-02-29T12:00:00'",
            "TIMESTAMP NOT NULL DEFAULT '0000-00-00 00:00:00'",
            "TIMESTAMP NULL DEFAULT NULL",
            "TIMESTAMP DEFAULT now()",
            "TIME DEFAULT '-838:59:59'",
            "TIME DEFAULT '12:00'",
            "YEAR DEFAULT 0",
            "YEAR DEFAULT '24'");

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
    }

    @AfterAll
    static void stop() throws SQLException {
        if (connection != null) {
            connection.close();
            server.close();
        }
    }

    /** Cases B11 and B12, and every other word for a type. */
    @Test
    void aColumnIsTheSameWhoeverDeclaredIt() throws Exception {
        String database = database();
        createTable("snapshot");
        try (DebeziumTask task = source(database, Map.of())) {
            Row snapshot = rows(task, 1).get(0).getAfter();
            createTable("streamed");
            Row streamed = rows(task, 1).get(0).getAfter();

            List<String> differences = new ArrayList<>();
            for (int i = 0; i < DECLARATIONS.size(); i++) {
                String expected = EventText.of(snapshot.getColumns(i + 1));
                String found = EventText.of(streamed.getColumns(i + 1));
                if (!found.equals(expected) || found.endsWith("NULL")) {
                    differences.add(DECLARATIONS.get(i) + " is " + found + " and not " + expected);
                }
            }
            assertThat(differences).isEmpty();
        }
    }

    /** Case B11. */
    @Test
    void aLabelIsTheSameAfterAnUpdateOfAnotherColumn() throws Exception {
        String database = database();
        execute(
                "CREATE TABLE labels (label ENUM('a,b','back\\\\slash') PRIMARY KEY, more SET('x\\\\y','z'), n INT)",
                "INSERT INTO labels VALUES ('a,b', 'x\\\\y,z', 1), ('back\\\\slash', 'z', 1)");
        try (DebeziumTask task = source(database, Map.of())) {
            List<ChangeEvent> snapshot = rows(task, 2);
            execute("UPDATE labels SET n = 2");
            List<ChangeEvent> updated = rows(task, 2);

            assertThat(snapshot).extracting(each -> text(each, "label")).containsExactly("a,b", "back\\slash");
            assertThat(snapshot).extracting(each -> text(each, "more")).containsExactly("x\\y,z", "z");
            assertThat(updated).extracting(each -> text(each, "label")).containsExactly("a,b", "back\\slash");
            assertThat(updated).extracting(each -> text(each, "more")).containsExactly("x\\y,z", "z");
            // Or the row would have two documents.
            assertThat(updated)
                    .extracting(ChangeEvent::getKey)
                    .isEqualTo(snapshot.stream().map(ChangeEvent::getKey).toList());
        }
    }

    /** Case B12. */
    @Test
    void aValueThatDebeziumCannotConvertStopsTheSource() throws Exception {
        String database = database();
        execute("CREATE TABLE first (id INT PRIMARY KEY)", "INSERT INTO first VALUES (1)");
        try (DebeziumTask task = source(database, Map.of())) {
            rows(task, 1);
            execute("CREATE TABLE short (id INT PRIMARY KEY, f4 FLOAT4)", "INSERT INTO short VALUES (1, 1.5)");

            assertThatThrownBy(() -> rows(task, 1))
                    .hasStackTraceContaining(
                            "Failed to properly convert data value for '" + database + ".short.f4' of type FLOAT4");
        }
    }

    /** Case B12. */
    @Test
    void aRealOfTheBinlogStopsTheSource() throws Exception {
        String database = database();
        execute("CREATE TABLE first (id INT PRIMARY KEY)", "INSERT INTO first VALUES (1)");
        try (DebeziumTask task = source(database, Map.of())) {
            rows(task, 1);
            execute(
                    "CREATE TABLE exact (id INT PRIMARY KEY, v REAL)",
                    "INSERT INTO exact VALUES (1, NULL), (2, 1.123456789012)");
            List<SourceRecord> records = task.rows(2);

            assertThat(ChangeEvent.parseFrom(converter.value(records.get(0)))
                            .getAfter()
                            .getColumns(1)
                            .getValueCase())
                    .isEqualTo(Column.ValueCase.VALUE_NOT_SET);
            assertThatThrownBy(() -> converter.value(records.get(1)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(
                            "Column v of source" + databases + '.' + database + ".exact.Value is declared as REAL")
                    .hasMessageContaining("real.selector.real=<database>.<table>.<column>");
        }
    }

    /** Case B12: the remedy that docs/operations.md gives. */
    @Test
    void columnsThatAreNamedInAConverterOfDebeziumHaveTheirValues() throws Exception {
        String database = database();
        execute("CREATE TABLE first (id INT PRIMARY KEY)", "INSERT INTO first VALUES (1)");
        Map<String, String> remedy = Map.of(
                "converters", "real",
                "real.type", "io.debezium.connector.mysql.converters.JdbcSinkDataTypesConverter",
                "real.selector.real", database + ".exact.v," + database + ".exact.f4");
        try (DebeziumTask task = source(database, remedy)) {
            rows(task, 1);
            execute(
                    "CREATE TABLE exact (id INT PRIMARY KEY, v REAL, f4 FLOAT4)",
                    "INSERT INTO exact VALUES (1, 1.123456789012, 1.5)");

            Row row = rows(task, 1).get(0).getAfter();
            assertThat(row.getColumns(1).getDoubleValue()).isEqualTo(1.123456789012);
            assertThat(row.getColumns(2).getDoubleValue()).isEqualTo(1.5);
        }
    }

    /** Case B13, which nothing after Debezium can mend: docs/limits.md. */
    @Test
    void bytesOfLatin1ThatJavaDoesNotKnowAreLostInTheBinlog() throws Exception {
        String database = database();
        execute(
                "CREATE TABLE old (id INT PRIMARY KEY, name VARCHAR(20) CHARACTER SET latin1, n INT)",
                "INSERT INTO old VALUES (1, x'8de9', 1)");
        try (DebeziumTask task = source(database, Map.of())) {
            List<ChangeEvent> snapshot = rows(task, 1);
            execute("UPDATE old SET n = 2");
            List<ChangeEvent> updated = rows(task, 1);

            assertThat(text(snapshot.get(0), "name")).isEqualTo("\u008dé");
            assertThat(text(updated.get(0), "name")).isEqualTo("\ufffdé");
        }
    }

    /** As B13, for character sets that Debezium takes for others. */
    @ParameterizedTest
    @CsvSource({"koi8u, a6, і, ╕", "armscii8, b2, Ա, ²", "geostd8, c0, ა, À", "keybcs2, 87, č, ç", "swe7, 5d, Å, ]"})
    void lettersOfSomeCharacterSetsAreOthersInTheBinlog(
            String characterSet, String bytes, String letter, String fromBinlog) throws Exception {
        String database = database();
        execute(
                "CREATE TABLE old (id INT PRIMARY KEY, name VARCHAR(20) CHARACTER SET " + characterSet + ", n INT)",
                "INSERT INTO old VALUES (1, x'" + bytes + "', 1)");
        try (DebeziumTask task = source(database, Map.of())) {
            List<ChangeEvent> snapshot = rows(task, 1);
            execute("UPDATE old SET n = 2");
            List<ChangeEvent> updated = rows(task, 1);

            assertThat(text(snapshot.get(0), "name")).isEqualTo(letter);
            assertThat(text(updated.get(0), "name")).isEqualTo(fromBinlog);
        }
    }

    /** Since a value that cannot be converted stops the source, a default must not. */
    @Test
    void noDefaultStopsTheSource() throws Exception {
        String database = database();
        execute("SET SESSION sql_mode = ''");
        createTableWithDefaults("snapshot");
        try (DebeziumTask task = source(database, Map.of())) {
            rows(task, 1);
            createTableWithDefaults("streamed");

            assertThat(rows(task, 1)).extracting(ChangeEvent::getOperation).containsExactly(Operation.INSERT);
        } finally {
            execute("SET SESSION sql_mode = DEFAULT");
        }
    }

    /** The defaults that are known to stop it, and the remedy that docs/operations.md gives. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"BIT(9), 5, b'101', BITS 5", "TIME, 120000, '12:00:00', TIME PT12H"})
    void aNumberAsDefaultStopsTheSourceUnlessItIsWrittenAsMySqlShowsIt(
            String type, String number, String literal, String event) throws Exception {
        String database = database();
        execute("CREATE TABLE first (id INT PRIMARY KEY)", "INSERT INTO first VALUES (1)");
        try (DebeziumTask strict = source(database, Map.of());
                DebeziumTask lenient = DebeziumTask.start(
                        server.debezium(),
                        "lenient" + databases,
                        Map.of("database.include.list", database, "event.converting.failure.handling.mode", "warn"))) {
            rows(strict, 1);
            rows(lenient, 1);
            execute("CREATE TABLE odd (id INT PRIMARY KEY, c " + type + " DEFAULT " + number + ")");
            assertThatThrownBy(() -> rows(strict, 1))
                    .hasStackTraceContaining("Failed to properly convert default value for '" + database + ".odd.c'");

            execute("ALTER TABLE odd ALTER c SET DEFAULT " + literal, "INSERT INTO odd (id) VALUES (1)");
            assertThat(EventText.of(rows(lenient, 1).get(0).getAfter().getColumns(1)))
                    .isEqualTo(event);
        }
    }

    private static String database() throws SQLException {
        String database = "values" + ++databases;
        execute("CREATE DATABASE " + database + " CHARACTER SET utf8mb4", "USE " + database);
        return database;
    }

    private static void createTable(String name) throws SQLException {
        StringBuilder table = new StringBuilder("CREATE TABLE " + name + " (id INT PRIMARY KEY");
        StringBuilder row = new StringBuilder("INSERT INTO " + name + " VALUES (1");
        for (int i = 0; i < DECLARATIONS.size(); i++) {
            String[] declaration = DECLARATIONS.get(i).split(" = ", 2);
            table.append(", c").append(i).append(' ').append(declaration[0]);
            row.append(", ").append(declaration[1]);
        }
        execute(table.append(')').toString(), row.append(')').toString());
    }

    private static void createTableWithDefaults(String name) throws SQLException {
        StringBuilder table = new StringBuilder("CREATE TABLE " + name + " (id INT PRIMARY KEY");
        for (int i = 0; i < DEFAULTS.size(); i++) {
            table.append(", c").append(i).append(' ').append(DEFAULTS.get(i));
        }
        execute(table.append(')').toString(), "INSERT INTO " + name + " (id) VALUES (1)");
    }

    private static DebeziumTask source(String database, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("database.include.list", database);
        return DebeziumTask.start(server.debezium(), "source" + databases, settings);
    }

    private List<ChangeEvent> rows(DebeziumTask task, int count) throws IOException {
        List<ChangeEvent> events = new ArrayList<>();
        for (SourceRecord each : task.rows(count)) {
            events.add(ChangeEvent.parseFrom(converter.value(each)));
        }
        return events;
    }

    private static String text(ChangeEvent event, String column) {
        return event.getAfter().getColumnsList().stream()
                .filter(each -> each.getName().equals(column))
                .findFirst()
                .orElseThrow()
                .getStringValue();
    }

    private static void execute(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
