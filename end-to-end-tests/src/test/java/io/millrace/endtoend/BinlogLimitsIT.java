package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
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
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What MySQL does without Debezium seeing it, as docs/limits.md says: only an audit can find it. */
class BinlogLimitsIT {
    @TempDir
    private static Path directory;

    private static MySqlServer server;
    private static int databases;

    private final RecordBytes converter = new RecordBytes();
    private Connection session;
    private DebeziumTask task;

    @BeforeAll
    static void startServer() {
        server = MySqlServer.start(directory, MySqlServer.Options.DEFAULT.withVersion(MySqlVersion.V8_0));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void startSource() throws Exception {
        session = DriverManager.getConnection(server.jdbcUrl(""));
        String database = "limits" + ++databases;
        execute(
                "CREATE DATABASE " + database,
                "USE " + database,
                "CREATE TABLE t (id INT PRIMARY KEY, n INT, j JSON)",
                "INSERT INTO t VALUES (1, 1, '{\"a\": 1}')");
        task = DebeziumTask.start(server.debezium(), "source" + databases, Map.of("database.include.list", database));
        assertThat(rows(1)).extracting(ChangeEvent::getOperation).containsExactly(Operation.SNAPSHOT);
    }

    @AfterEach
    void stopSource() throws SQLException {
        if (task != null) {
            task.close();
        }
        session.close();
    }

    /** Case B7. */
    @Test
    void anUpdateWithPartialJsonIsLost() throws Exception {
        execute(
                "SET SESSION binlog_row_value_options = 'PARTIAL_JSON'",
                "UPDATE t SET j = JSON_SET(j, '$.a', 2), n = 2");

        assertNextRowIsTheMarker();
    }

    /** Case B8. */
    @Test
    void aStatementOfASessionWithStatementFormatIsLost() throws Exception {
        execute("SET SESSION binlog_format = 'STATEMENT'", "UPDATE t SET n = 2");

        assertNextRowIsTheMarker();
    }

    /** Case B8: with a message that is not about the cause; docs/operations.md has the remedy. */
    @Test
    void aRowOfASessionWithMinimalRowImageStopsTheSource() throws Exception {
        execute("SET SESSION binlog_row_image = 'MINIMAL'", "UPDATE t SET n = 2");

        assertThatThrownBy(() -> rows(1))
                .hasStackTraceContaining("Error processing row in t, internal schema size 3, but row size 1");
    }

    /** Case B9; servers from 9.6 on write cascades to the binlog. */
    @Test
    void aCascadeIsLost() throws Exception {
        execute(
                "CREATE TABLE child (id INT PRIMARY KEY, t INT, FOREIGN KEY (t) REFERENCES t (id) ON DELETE CASCADE)",
                "INSERT INTO child VALUES (7, 1)");
        rows(1);
        execute("DELETE FROM t WHERE id = 1");

        assertThat(rows(1)).extracting(each -> each.getSource().getTable()).containsExactly("t");
        assertNextRowIsTheMarker();
    }

    /** Case B9: published as if it were committed. */
    @Test
    void aPreparedTransactionIsNotTakenBackByItsRollback() throws Exception {
        execute("XA START 'x'", "INSERT INTO t VALUES (2, 2, NULL)", "XA END 'x'", "XA PREPARE 'x'", "XA ROLLBACK 'x'");

        assertThat(rows(1)).extracting(ChangeEvent::getOperation).containsExactly(Operation.INSERT);
        assertNextRowIsTheMarker();
    }

    @Test
    void aChangeThatIsKeptOutOfTheBinlogIsLost() throws Exception {
        execute("SET SESSION sql_log_bin = 0", "UPDATE t SET n = 2", "SET SESSION sql_log_bin = 1");

        assertNextRowIsTheMarker();
    }

    private void assertNextRowIsTheMarker() throws Exception {
        try (Connection other = DriverManager.getConnection(server.jdbcUrl("limits" + databases));
                Statement statement = other.createStatement()) {
            statement.execute("INSERT INTO t VALUES (99, 99, NULL)");
        }
        assertThat(rows(1))
                .extracting(each -> each.getKey().getColumns(0).getIntValue())
                .containsExactly(99L);
    }

    private List<ChangeEvent> rows(int count) throws Exception {
        List<ChangeEvent> events = new ArrayList<>();
        for (SourceRecord each : task.rows(count)) {
            events.add(ChangeEvent.parseFrom(converter.value(each)));
        }
        return events;
    }

    private void execute(String... statements) throws SQLException {
        try (Statement statement = session.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
