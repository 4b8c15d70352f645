package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.local.ManticoreHttp;
import io.millrace.local.MillraceProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code ./millrace audit --repair} on an index that differs from MySQL in every way that is known. */
@TestMethodOrder(OrderAnnotation.class)
class RepairIT {
    private static final List<String> TABLES =
            List.of("e2e_people", "e2e_places", "e2e_parts", "e2e_swapped", "e2e_kept");

    private static Pipeline pipeline;

    /** A run of the command that has ended. */
    private record Run(int exitCode, String output) {}

    @BeforeAll
    static void start() throws Exception {
        pipeline = Pipeline.start(Path.of("target", "repair"));
        pipeline.createSignalTable();
        pipeline.execute(
                "CREATE TABLE e2e_people (id INT PRIMARY KEY, name VARCHAR(40), n INT, j JSON)",
                "INSERT INTO e2e_people VALUES " + rows(50, "(%1$d, 'person %1$d', %1$d, '{\"a\": 1}')"),
                "CREATE TABLE e2e_places (country VARCHAR(20), no INT, name VARCHAR(40), PRIMARY KEY (country, no))",
                "INSERT INTO e2e_places VALUES " + rows(50, "('it''s \\\\%1$d', %1$d, 'place %1$d')"),
                "CREATE TABLE e2e_parts (id INT PRIMARY KEY, n INT) PARTITION BY RANGE (id)"
                        + " (PARTITION low VALUES LESS THAN (20), PARTITION high VALUES LESS THAN MAXVALUE)",
                "INSERT INTO e2e_parts VALUES " + rows(40, "(%1$d, %1$d)"),
                "CREATE TABLE e2e_swapped (id INT PRIMARY KEY, n INT)",
                "INSERT INTO e2e_swapped VALUES " + rows(10, "(%1$d, %1$d)"),
                "CREATE TABLE e2e_new (id INT PRIMARY KEY, n INT)",
                "INSERT INTO e2e_new VALUES " + rows(5, "(%1$d, 100)"),
                "CREATE TABLE e2e_texts (id INT PRIMARY KEY, word VARCHAR(20) CHARACTER SET latin1, n INT)",
                "INSERT INTO e2e_texts VALUES (1, CONVERT(x'8D' USING latin1), 1), (2, 'b', 1)",
                "CREATE TABLE e2e_kept (id INT PRIMARY KEY, n INT)",
                "INSERT INTO e2e_kept VALUES (1, 1)");
        Map<String, String> source = Pipeline.settings("mysql-source");
        // Shows how far the source is while nothing changes.
        source.put("heartbeat.interval.ms", "500");
        source.put("connect.keep.alive.interval.ms", "1000");
        pipeline.register("mysql-source", source);
        pipeline.register("nats-bridge", Pipeline.settings("nats-bridge"));
        pipeline.register("manticore-sink", Pipeline.settings("manticore-sink"));
        pipeline.awaitEqual(TABLES);
        pipeline.awaitAcknowledged(TABLES);
    }

    @AfterAll
    static void stop() throws SQLException {
        pipeline.close();
    }

    @Order(1)
    @Test
    void whatTheIndexLacksOrHasWronglyIsMendedThroughTheStream() throws Exception {
        // By hand, in the index: deleted, changed, invented.
        pipeline.manticore().sql("DELETE FROM e2e_people WHERE id < 5");
        change("e2e_people", 10, "name", "changed by hand");
        copy("e2e_people", 11, 9_999);
        // Cases A7, and what cascades and others leave: rows deleted without an event.
        pipeline.execute(
                "SET sql_log_bin = 0",
                "DELETE FROM e2e_people WHERE id > 40",
                "INSERT INTO e2e_places VALUES ('new', 1, 'never seen')",
                "DELETE FROM e2e_places WHERE no > 45",
                "UPDATE e2e_places SET name = 'changed' WHERE no = 7");
        // Cases B7, B8, B9.
        pipeline.execute(
                "SET SESSION binlog_row_value_options = 'PARTIAL_JSON'",
                "UPDATE e2e_people SET j = JSON_SET(j, '$.a', 2), n = 2000 WHERE id = 20",
                "SET SESSION binlog_row_value_options = ''",
                "SET SESSION binlog_format = 'STATEMENT'",
                "UPDATE e2e_people SET n = 3000 WHERE id = 21",
                "SET SESSION binlog_format = 'ROW'",
                "ALTER TABLE e2e_parts TRUNCATE PARTITION low",
                "RENAME TABLE e2e_swapped TO e2e_old, e2e_new TO e2e_swapped",
                // Case B13: the value is another one in the binlog.
                "UPDATE e2e_texts SET n = 2");

        Run before = audit();
        assertThat(before.exitCode()).as(before.output()).isEqualTo(1);
        Run plan = audit("--repair", "--dry-run");
        assertThat(plan.exitCode()).as(plan.output()).isEqualTo(1);
        assertThat(plan.output()).contains("shop.e2e_people: would read", "would delete");
        assertThat(audit().exitCode()).as("nothing was done").isEqualTo(1);

        Run repaired = audit("--repair");

        System.out.println(repaired.output());
        assertThat(repaired.exitCode()).as(repaired.output()).isZero();
        assertThat(repaired.output()).doesNotContain("e2e_kept: repair");
        pipeline.awaitEqual(TABLES);
        assertThat(pipeline.failures()).isEmpty();
    }

    /** Case A15. */
    @Order(2)
    @Test
    void anEmptiedIndexTableIsFilledAgainByTwoRepairsAtOnce() throws Exception {
        pipeline.manticore().sql("DELETE FROM e2e_people WHERE id > 0");
        pipeline.manticore().sql("DELETE FROM e2e_places WHERE no < 20");

        List<Process> both = List.of(
                start("--repair", "shop.e2e_people", "shop.e2e_places"),
                start("--repair", "shop.e2e_places", "shop.e2e_people"));
        for (Process each : both) {
            Run run = end(each);
            assertThat(run.exitCode()).as(run.output()).isZero();
        }

        pipeline.awaitEqual("e2e_people");
        pipeline.awaitEqual("e2e_places");
    }

    @Order(3)
    @Test
    void aDocumentThatNoEventOvertakesIsToldWithTheStatementThatRemovesIt() throws Exception {
        change("e2e_people", 12, "event_id", Long.toString(Long.MAX_VALUE - 5));
        change("e2e_people", 12, "name", "from the future");

        Run repaired = audit("--repair", "shop.e2e_people");

        assertThat(repaired.exitCode()).as(repaired.output()).isEqualTo(1);
        assertThat(repaired.output()).contains("DELETE FROM e2e_people WHERE id=12");
        pipeline.manticore().sql("DELETE FROM e2e_people WHERE id=12");
        Run again = audit("--repair", "shop.e2e_people");
        assertThat(again.exitCode()).as(again.output()).isZero();
    }

    /** A row that a repair has deleted is there again when it is inserted again. */
    @Order(4)
    @Test
    void aRowThatIsInsertedAfterItsGhostWasDeletedIsIndexed() throws Exception {
        pipeline.execute("INSERT INTO e2e_people VALUES (45, 'back', 1, '{}'), (9999, 'back', 1, '{}')");

        pipeline.awaitEqual("e2e_people");
        await().untilAsserted(() -> assertThat(pipeline.manticore().column("SELECT id FROM e2e_people WHERE id = 9999"))
                .containsExactly("9999"));
    }

    private static String rows(int count, String format) {
        List<String> rows = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            rows.add(String.format(format, i));
        }
        return String.join(", ", rows);
    }

    private static void change(String table, long id, String column, String value) throws Exception {
        ObjectNode document = document(table, id);
        if (document.path(column).isNumber()) {
            document.put(column, Long.parseLong(value));
        } else {
            document.put(column, value);
        }
        write(table, id, document);
    }

    private static void copy(String table, long from, long to) throws Exception {
        write(table, to, document(table, from));
    }

    private static ObjectNode document(String table, long id) throws Exception {
        JsonNode found = pipeline.manticore()
                .sql("SELECT * FROM " + table + " WHERE id = " + id)
                .path("data")
                .path(0);
        ObjectNode document = found.deepCopy();
        document.remove("id");
        // Manticore answers with text and takes an object.
        document.set("j", new ObjectMapper().readTree(document.path("j").asText()));
        return document;
    }

    private static void write(String table, long id, ObjectNode document) throws Exception {
        ObjectNode replace = new ObjectMapper().createObjectNode();
        replace.putObject("replace").put("table", table).put("id", id).set("doc", document);
        ManticoreHttp.Answer answer = new ManticoreHttp(pipeline.endpoints().manticoreUrl())
                .post("/bulk", "application/x-ndjson", replace + "\n");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static Run audit(String... options) throws Exception {
        return end(start(options));
    }

    private static Process start(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("audit"));
        arguments.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(MillraceProgram.command(arguments)).redirectErrorStream(true);
        builder.environment().putAll(pipeline.endpoints().variables());
        return builder.start();
    }

    private static Run end(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }
}
