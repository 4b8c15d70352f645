package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.event.SourceTable;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.Rebuild;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRebuild;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code ./millrace rebuild} on a running pipeline: each test has tables of its own. */
class TableRebuildIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final List<String> TABLES = List.of("e2e_sizes", "e2e_codes", "e2e_widths", "e2e_marks");

    private static Pipeline pipeline;
    private static NatsSession nats;
    private static TableRegistry registry;

    @BeforeAll
    static void start() throws Exception {
        pipeline = Pipeline.start(Path.of("target", "table-rebuild"));
        pipeline.dropFromAGivenManticore(TABLES);
        pipeline.createSignalTable();
        pipeline.execute(
                "CREATE TABLE e2e_sizes (id INT PRIMARY KEY, size INT, name VARCHAR(20))",
                "INSERT INTO e2e_sizes VALUES (1, 10, 'one'), (2, 20, 'two'), (3, 30, 'three')",
                "CREATE TABLE e2e_codes (id INT PRIMARY KEY, code VARCHAR(10) NOT NULL, v INT)",
                "INSERT INTO e2e_codes VALUES (1, 'A', 1), (2, 'B', 2), (3, 'C', 3)",
                "CREATE TABLE e2e_widths (id INT PRIMARY KEY, width INT)",
                "INSERT INTO e2e_widths VALUES (1, 100), (2, 200)",
                "CREATE TABLE e2e_marks (id INT PRIMARY KEY, mark INT)",
                "INSERT INTO e2e_marks VALUES (1, 1), (2, 2), (3, 3)");
        Map<String, String> source = Pipeline.settings("mysql-source");
        // Advances the offset while nothing else changes.
        source.put("heartbeat.interval.ms", "500");
        source.put("connect.keep.alive.interval.ms", "1000");
        pipeline.register("mysql-source", source);
        pipeline.register("nats-bridge", Pipeline.settings("nats-bridge"));
        Map<String, String> sink = Pipeline.settings("manticore-sink");
        sink.put("ack.delay.ms", "200");
        pipeline.register("manticore-sink", sink);
        pipeline.awaitEqual(TABLES);
        nats = NatsSession.reconnecting(
                NatsSettings.from(
                        Map.of("nats.servers", pipeline.endpoints().natsUrl(), "nats.connection.timeout.ms", "60000")),
                "table-rebuild",
                (problem, cause) -> {});
        registry = new TableRegistry(nats, "CDC", "manticore-sink", Set.of());
    }

    @AfterAll
    static void stop() throws SQLException {
        if (nats != null) {
            nats.close();
        }
        if (pipeline != null) {
            pipeline.dropFromAGivenManticore(TABLES);
            pipeline.close();
        }
    }

    @Test
    void aTableGetsAnotherMapping() throws Exception {
        String output = rebuild(0, "shop.e2e_sizes", "--mapping", "(size string, *)");

        assertThat(output)
                .contains(
                        "shop.e2e_sizes as e2e_sizes_millrace_rebuild",
                        "mysql.shop.e2e_sizes is rebuilt",
                        "table.shop.e2e_sizes=(size string, *)");
        assertThat(pipeline.connect()
                        .config("manticore-sink")
                        .path("table.shop.e2e_sizes")
                        .asText())
                .isEqualTo("(size string, *)");
        pipeline.execute("UPDATE e2e_sizes SET size = 11 WHERE id = 1", "DELETE FROM e2e_sizes WHERE id = 2");
        awaitRows("e2e_sizes", "id, size, name", "1 11 one", "3 30 three");
        assertThat(pipeline.manticore().sql("DESC e2e_sizes").toString())
                .contains("{\"Field\":\"size\",\"Type\":\"string\"");
        assertThat(tables()).doesNotContain("e2e_sizes_millrace_rebuild");
        assertThat(pipeline.failures()).isEmpty();
    }

    /**
     * Case A3, the key of a table was redefined; and a column of another became text, which its column in Manticore cannot
     * hold. Both tables are set aside, and rebuilt at once.
     */
    @Test
    void tablesThatWereSetAsideAreActiveAfterwardsWithoutAGap() throws Exception {
        pipeline.execute(
                "ALTER TABLE e2e_codes DROP PRIMARY KEY, ADD PRIMARY KEY (code)",
                "UPDATE e2e_codes SET v = 22 WHERE code = 'B'",
                "DELETE FROM e2e_codes WHERE code = 'A'",
                "ALTER TABLE e2e_widths MODIFY width VARCHAR(20)",
                "INSERT INTO e2e_widths VALUES (3, 'wide')",
                "DELETE FROM e2e_widths WHERE id = 1");
        for (String table : List.of("e2e_codes", "e2e_widths")) {
            await(table).atMost(PATIENCE).until(() -> entry(table).getState() == TableState.SET_ASIDE);
        }

        rebuild(0, "shop.e2e_codes", "shop.e2e_widths");

        pipeline.execute(
                "INSERT INTO e2e_codes VALUES (4, 'D', 4)",
                "DELETE FROM e2e_codes WHERE code = 'C'",
                "INSERT INTO e2e_widths VALUES (4, 'narrow')");
        awaitRows("e2e_codes", "code, v", "B 22", "D 4");
        awaitRows("e2e_widths", "id, width", "2 200", "3 wide", "4 narrow");
        assertThat(pipeline.failures()).isEmpty();
    }

    /** Continues a rebuild of which the registry says that all rows were read, though none was. */
    @Test
    void aTableThatDiffersFromItsSourceIsNotPutInThePlaceOfTheLiveOne() throws Exception {
        registry.update(
                new SourceTable("mysql", "shop", "e2e_marks"),
                entry -> TableRebuild.begin(
                        entry,
                        Rebuild.newBuilder()
                                .setId("planted")
                                .setShadow("e2e_marks_millrace_rebuild")
                                .setFilled(true)
                                .build()));

        assertThat(rebuild(1, "shop.e2e_marks"))
                .contains("Table e2e_marks_millrace_rebuild does not exist in Manticore");
        pipeline.execute("UPDATE e2e_marks SET mark = 20 WHERE id = 2");
        assertThat(rebuild(1, "shop.e2e_marks"))
                .contains(
                        "missing    1",
                        "missing    3",
                        "Table e2e_marks_millrace_rebuild differs from mysql.shop.e2e_marks. The live table is as it was.")
                .doesNotContain("missing    2", "is rebuilt");
        assertThat(rows("e2e_marks", "id, mark")).containsExactlyInAnyOrder("1 1", "2 20", "3 3");

        pipeline.execute("UPDATE e2e_marks SET mark = 30 WHERE id = 3", "DELETE FROM e2e_marks WHERE id = 1");
        assertThat(rebuild(0, "shop.e2e_marks")).contains("mysql.shop.e2e_marks is rebuilt");
        awaitRows("e2e_marks", "id, mark", "2 20", "3 30");
        assertThat(pipeline.failures()).isEmpty();
    }

    @Test
    void whatCannotBeRebuiltIsTold() throws Exception {
        assertThat(rebuild(3, "shop.nosuch")).contains("has read no event of a table shop.nosuch");
        assertThat(rebuild(3, "shop.e2e_sizes", "--mapping", "(size nonsense, *)"))
                .contains("Not finished: --mapping: Table shop.e2e_sizes: column size: nonsense is none of the types");
        assertThat(rebuild(3, "shop.e2e_sizes", "--mapping", "other (*)"))
                .contains("a rebuild keeps the name e2e_sizes");
        assertThat(rebuild(3, "shop.e2e_sizes", "--abort")).contains("No rebuild of mysql.shop.e2e_sizes is under way");
    }

    private static TableEntry entry(String table) {
        return registry.find(new SourceTable("mysql", "shop", table)).orElseThrow();
    }

    private static String tables() {
        return pipeline.manticore().sql("SHOW TABLES").toString();
    }

    private static void awaitRows(String table, String columns, String... expected) {
        await(table)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows(table, columns)).containsExactlyInAnyOrder(expected));
    }

    private static List<String> rows(String table, String columns) {
        List<String> rows = new ArrayList<>();
        pipeline.manticore()
                .sql("SELECT " + columns + " FROM " + table)
                .path("data")
                .forEach(row -> {
                    List<String> values = new ArrayList<>();
                    row.forEach(value -> values.add(value.asText()));
                    rows.add(String.join(" ", values));
                });
        return rows;
    }

    private static String rebuild(int exitCode, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("rebuild", "--timeout-minutes=15"));
        arguments.addAll(List.of(options));
        CommandProcess rebuild = CommandProcess.run(pipeline.endpoints().variables(), arguments);
        System.out.println(String.join(" ", options) + "\n" + rebuild.output());
        assertThat(rebuild.exitCode()).as(rebuild.output()).isEqualTo(exitCode);
        return rebuild.output();
    }
}
