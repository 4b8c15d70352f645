package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.comparison.StreamEvents;
import io.millrace.local.NatsServer;
import io.millrace.nats.AuditMarks;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** README's "Use it on your own MySQL" with two databases, a third one later, and statements that change tables. */
@TestMethodOrder(OrderAnnotation.class)
class SourceDatabasesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static Pipeline pipeline;

    @BeforeAll
    static void start() throws Exception {
        pipeline = Pipeline.start(Path.of("target", "source-databases"));
        pipeline.execute(
                "CREATE DATABASE crm",
                "CREATE DATABASE billing",
                "CREATE DATABASE legacy",
                "CREATE TABLE crm.contacts (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO crm.contacts VALUES (1, 'old')",
                "CREATE TABLE billing.invoices (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO billing.invoices VALUES (1, 'old')",
                "CREATE TABLE legacy.papers (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO legacy.papers VALUES (1, 'old')");
        Map<String, String> source = Pipeline.settings("mysql-source");
        source.put("database.include.list", "crm,billing");
        source.put("signal.data.collection", "crm.millrace_signal");
        pipeline.register("mysql-source", source);
        pipeline.register("nats-bridge", Pipeline.settings("nats-bridge"));
        pipeline.register("manticore-sink", Pipeline.settings("manticore-sink"));
    }

    @AfterAll
    static void stop() throws SQLException {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    /** Case B16. */
    @Order(1)
    @Test
    void rowsOfBothDatabasesArriveOldAndNew() throws Exception {
        awaitNames("contacts", "old");
        awaitNames("invoices", "old");

        pipeline.execute(
                "INSERT INTO crm.contacts VALUES (2, 'new')",
                "INSERT INTO billing.invoices VALUES (2, 'new')",
                "INSERT INTO legacy.papers VALUES (2, 'not captured')");

        awaitNames("contacts", "old", "new");
        awaitNames("invoices", "old", "new");
        assertThat(pipeline.failures()).isEmpty();
    }

    /** Case B16: docs/operations.md, "Adding a database". */
    @Order(2)
    @Test
    void aDatabaseThatIsAddedLaterArrivesToo() throws Exception {
        pipeline.reconfigure("mysql-source", source());
        pipeline.execute("INSERT INTO legacy.papers VALUES (3, 'captured')");
        // The one before it as well, if the source has not moved on since.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(names("papers")).contains("captured"));

        pipeline.execute(
                "CREATE TABLE crm.millrace_signal (id VARCHAR(42) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT)",
                "GRANT INSERT ON crm.millrace_signal TO 'debezium'@'127.0.0.1'",
                "INSERT INTO crm.millrace_signal VALUES ('legacy', 'execute-snapshot',"
                        + " '{\"type\": \"incremental\", \"data-collections\": [\"legacy[.].*\"]}')");

        awaitNames("papers", "old", "not captured", "captured");
        assertThat(pipeline.failures()).isEmpty();
    }

    /** Case B9: the binlog does not tell which rows these change; an audit has to. */
    @Order(3)
    @Test
    void tablesWhoseRowsAStatementChangesAreMarkedToBeAudited() throws Exception {
        pipeline.execute(
                "CREATE TABLE crm.parts (id INT PRIMARY KEY) PARTITION BY RANGE (id)"
                        + " (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)",
                "CREATE TABLE crm.dropped (id INT PRIMARY KEY)",
                "CREATE TABLE crm.renamed (id INT PRIMARY KEY)",
                "CREATE TABLE crm.altered (id INT PRIMARY KEY)",
                "CREATE TABLE crm.exchanged (id INT PRIMARY KEY) PARTITION BY RANGE (id)"
                        + " (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)",
                "CREATE TABLE crm.swap (id INT PRIMARY KEY)",
                "CREATE TABLE crm.discarded (id INT PRIMARY KEY)",
                "INSERT INTO crm.parts VALUES (1), (11)",
                "INSERT INTO crm.exchanged VALUES (1), (11)",
                "INSERT INTO crm.swap VALUES (2)",
                "INSERT INTO crm.discarded VALUES (1)",
                "INSERT INTO crm.dropped VALUES (1)",
                "INSERT INTO crm.renamed VALUES (1)",
                "INSERT INTO crm.altered VALUES (1)");
        for (String table : List.of("parts", "exchanged", "swap", "discarded", "dropped", "renamed", "altered")) {
            StreamEvents.await(pipeline.endpoints().natsUrl(), "cdc.mysql.crm." + table + ".*", 1);
        }
        assertThat(marks()).isEmpty();

        pipeline.execute(
                "ALTER TABLE crm.parts TRUNCATE PARTITION p0",
                "ALTER TABLE crm.exchanged EXCHANGE PARTITION p0 WITH TABLE crm.swap",
                "ALTER TABLE crm.discarded DISCARD TABLESPACE",
                "DROP TABLE crm.dropped",
                "RENAME TABLE crm.renamed TO crm.other_name",
                "ALTER TABLE crm.altered ADD COLUMN price INT NOT NULL DEFAULT 5");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(marks())
                        .containsExactlyInAnyOrder(
                                "crm.parts: Rows of a partition were removed or exchanged without events",
                                "crm.exchanged: Rows of a partition were removed or exchanged without events",
                                "crm.swap: Rows of a partition were removed or exchanged without events",
                                "crm.discarded: The table's rows were replaced without events",
                                "crm.dropped: The table was dropped; the rows that it had are still in the index",
                                "crm.renamed: The table was renamed, or got the name of another one, with its rows",
                                "crm.altered: Columns of existing rows may have changed without events"));

        // The bridge may read of the statement before it has found the new table's topic.
        pipeline.execute(
                "CREATE TABLE crm.young (id INT PRIMARY KEY)",
                "INSERT INTO crm.young VALUES (1)",
                "ALTER TABLE crm.young ADD COLUMN price INT NOT NULL DEFAULT 5");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(marks())
                        .contains("crm.young: Columns of existing rows may have changed without events"));

        // A snapshot would stop at it.
        pipeline.execute("DROP TABLE crm.discarded");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(marks())
                        .contains("crm.discarded: The table was dropped; the rows that it had are still in the index"));
        assertThat(pipeline.failures()).isEmpty();
    }

    /** Case B10. */
    @Order(4)
    @Test
    void aStatementThatDebeziumCannotParseStopsNothingAndMarksWhatIsCaptured() throws Exception {
        pipeline.execute(
                "CREATE DATABASE others",
                "USE others",
                "SET SESSION sql_mode = 'ANSI_QUOTES'",
                "CREATE TABLE \"q\" (\"id\" INT PRIMARY KEY)",
                "INSERT INTO q VALUES (1)",
                "ALTER TABLE \"q\" ADD COLUMN \"more\" INT");
        pipeline.execute("INSERT INTO crm.contacts VALUES (3, 'after')");
        awaitNames("contacts", "old", "new", "after");
        List<String> before = marks();

        pipeline.execute("USE billing", "SET SESSION sql_mode = 'ANSI_QUOTES'", "ALTER TABLE \"invoices\" COMMENT 'x'");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(marks())
                        .containsAll(before)
                        .hasSize(before.size() + 1)
                        .contains("billing.invoices: Debezium could not parse a statement and so may take the table's"
                                + " columns for others than they are"));
        pipeline.execute("INSERT INTO billing.invoices VALUES (3, 'after')");
        awaitNames("invoices", "old", "new", "after");
        assertThat(pipeline.failures()).isEmpty();
    }

    /** Case B10: docs/operations.md, "Statements that Debezium cannot parse". */
    @Order(5)
    @Test
    void theStructureIsReadAgainAfterAStatementThatDebeziumCouldNotParse() throws Exception {
        pipeline.execute(
                "USE billing",
                "SET SESSION sql_mode = 'ANSI_QUOTES'",
                "ALTER TABLE \"invoices\" ADD COLUMN \"total\" INT",
                "INSERT INTO invoices VALUES (4, 'wide', 4)");
        awaitFailure("Error processing row in invoices, internal schema size 2, but row size 3");

        pipeline.recoverSchemaHistory(source());
        awaitNames("invoices", "old", "new", "after", "wide");
        pipeline.connect().put("mysql-source", source());
        pipeline.execute("INSERT INTO billing.invoices VALUES (5, 'last', 5)");

        awaitNames("invoices", "old", "new", "after", "wide", "last");
        assertThat(pipeline.failures()).isEmpty();
    }

    /** Case B8: docs/operations.md, "Going past a transaction". */
    @Order(6)
    @Test
    void aTransactionThatDebeziumCannotReadIsSkippedByItsGtid() throws Exception {
        pipeline.execute(
                "USE crm",
                "SET SESSION binlog_row_image = 'MINIMAL'",
                "UPDATE contacts SET name = 'minimal' WHERE id = 1");
        String executed = gtidExecuted();
        pipeline.execute("INSERT INTO crm.contacts VALUES (4, 'afterwards')");
        awaitFailure("Error processing row in contacts");

        pipeline.stop("mysql-source");
        ObjectNode position =
                (ObjectNode) pipeline.connect().offsets("mysql-source").at("/offsets/0");
        ((ObjectNode) position.path("offset")).put("gtids", executed).remove(List.of("event", "row"));
        pipeline.connect().alterOffsets("mysql-source", "{\"offsets\": [" + position + "]}");
        pipeline.resume("mysql-source");

        awaitNames("contacts", "old", "new", "after", "afterwards");
        pipeline.execute("INSERT INTO crm.millrace_signal VALUES ('contacts', 'execute-snapshot',"
                + " '{\"type\": \"incremental\", \"data-collections\": [\"crm[.]contacts\"]}')");
        awaitNames("contacts", "minimal", "new", "after", "afterwards");
        assertThat(pipeline.failures()).isEmpty();
    }

    /** docs/operations.md, "A purged binlog". */
    @Order(7)
    @Test
    void afterThePurgeOfABinlogASnapshotIsTakenAgain() throws Exception {
        pipeline.stop("mysql-source");
        pipeline.execute(
                "DELETE FROM crm.contacts WHERE id = 2",
                "INSERT INTO crm.contacts VALUES (5, 'purged')",
                "FLUSH BINARY LOGS");
        // MySQL keeps a file while it still sends it to the source, which has just gone.
        await().until(() -> {
            pipeline.execute("PURGE BINARY LOGS TO '" + lastBinlog() + "'");
            return binlogs().size() == 1;
        });
        pipeline.connect().resume("mysql-source");
        awaitFailure("is no longer available on the server");

        pipeline.stop("mysql-source");
        pipeline.connect().resetOffsets("mysql-source");
        pipeline.resume("mysql-source");

        // The deleted row as well.
        awaitNames("contacts", "minimal", "new", "after", "afterwards", "purged");
        await().untilAsserted(() ->
                assertThat(marks()).anyMatch(mark -> mark.startsWith("crm.contacts: Another full snapshot was taken")));
        assertThat(pipeline.failures()).isEmpty();
    }

    private static String lastBinlog() throws SQLException {
        List<String> binlogs = binlogs();
        return binlogs.get(binlogs.size() - 1);
    }

    private static List<String> binlogs() throws SQLException {
        try (Connection connection = pipeline.mysql();
                Statement statement = connection.createStatement();
                ResultSet binlogs = statement.executeQuery("SHOW BINARY LOGS")) {
            List<String> names = new ArrayList<>();
            while (binlogs.next()) {
                names.add(binlogs.getString(1));
            }
            return names;
        }
    }

    private static Map<String, String> source() throws IOException {
        Map<String, String> source = Pipeline.settings("mysql-source");
        source.put("database.include.list", "crm,billing,legacy");
        source.put("signal.data.collection", "crm.millrace_signal");
        return source;
    }

    private static void awaitFailure(String message) {
        await(message)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pipeline.failures()).anyMatch(failure -> failure.contains(message)));
    }

    private static String gtidExecuted() throws SQLException {
        try (Connection connection = pipeline.mysql();
                Statement statement = connection.createStatement();
                ResultSet executed = statement.executeQuery("SELECT @@GLOBAL.gtid_executed")) {
            executed.next();
            return executed.getString(1);
        }
    }

    private static void awaitNames(String table, String... names) {
        await(table)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(names(table)).containsExactlyInAnyOrder(names));
    }

    private static List<String> names(String table) {
        List<String> found = new ArrayList<>();
        pipeline.manticore()
                .sql("SELECT name FROM " + table)
                .path("data")
                .forEach(row -> found.add(row.path("name").asText()));
        return found;
    }

    private static List<String> marks() throws Exception {
        try (io.nats.client.Connection connection =
                NatsServer.connect(pipeline.endpoints().natsUrl())) {
            return AuditMarks.open(connection).list().stream()
                    .map(AuditMarks.Mark::content)
                    .flatMap(mark -> mark.getReasonList().stream()
                            .map(reason -> mark.getDatabase() + '.' + mark.getTable() + ": " + reason.getText()))
                    .toList();
        }
    }
}
