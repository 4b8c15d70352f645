package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code ./millrace rebuild} on a running pipeline: each test has a table of its own. */
class TableRebuildIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static Pipeline pipeline;

    @BeforeAll
    static void start() throws Exception {
        pipeline = Pipeline.start(Path.of("target", "table-rebuild"));
        pipeline.execute(
                "CREATE TABLE shop.millrace_signal (id VARCHAR(42) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT)",
                "GRANT INSERT ON shop.millrace_signal TO 'debezium'@'127.0.0.1'",
                "CREATE TABLE e2e_sizes (id INT PRIMARY KEY, size INT, name VARCHAR(20))",
                "INSERT INTO e2e_sizes VALUES (1, 10, 'one'), (2, 20, 'two'), (3, 30, 'three')",
                "CREATE TABLE e2e_codes (id INT PRIMARY KEY, code VARCHAR(10) NOT NULL, v INT)",
                "INSERT INTO e2e_codes VALUES (1, 'A', 1), (2, 'B', 2), (3, 'C', 3)",
                "CREATE TABLE e2e_widths (id INT PRIMARY KEY, width INT)",
                "INSERT INTO e2e_widths VALUES (1, 100), (2, 200)");
        Map<String, String> source = Pipeline.settings("mysql-source");
        // Advances the offset while nothing else changes.
        source.put("heartbeat.interval.ms", "500");
        source.put("connect.keep.alive.interval.ms", "1000");
        pipeline.register("mysql-source", source);
        pipeline.register("nats-bridge", Pipeline.settings("nats-bridge"));
        Map<String, String> sink = Pipeline.settings("manticore-sink");
        sink.put("ack.delay.ms", "200");
        pipeline.register("manticore-sink", sink);
        pipeline.awaitEqual("e2e_sizes");
        pipeline.awaitEqual("e2e_codes");
        pipeline.awaitEqual("e2e_widths");
    }

    @AfterAll
    static void stop() throws SQLException {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void aTableGetsAnotherMapping() throws Exception {
        String output = rebuild(0, "shop.e2e_sizes", "--mapping", "(size string, *)");

        assertThat(output).contains("mysql.shop.e2e_sizes is rebuilt", "table.shop.e2e_sizes=(size string, *)");
        assertThat(pipeline.connect()
                        .config("manticore-sink")
                        .path("table.shop.e2e_sizes")
                        .asText())
                .isEqualTo("(size string, *)");
        pipeline.execute("UPDATE e2e_sizes SET size = 11 WHERE id = 1", "DELETE FROM e2e_sizes WHERE id = 2");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows("e2e_sizes", "id, size, name"))
                        .containsExactlyInAnyOrder("1 11 one", "3 30 three"));
        assertThat(pipeline.manticore().sql("DESC e2e_sizes").toString())
                .contains("{\"Field\":\"size\",\"Type\":\"string\"");
        assertThat(pipeline.manticore().sql("SHOW TABLES").toString()).doesNotContain("rebuild");
        assertThat(pipeline.failures()).isEmpty();
    }

    /** Case A3. */
    @Test
    void aTableWhoseKeyWasRedefinedHasOneDocumentForEachRow() throws Exception {
        pipeline.execute(
                "ALTER TABLE e2e_codes DROP PRIMARY KEY, ADD PRIMARY KEY (code)",
                "UPDATE e2e_codes SET v = 22 WHERE code = 'B'",
                "DELETE FROM e2e_codes WHERE code = 'A'");
        awaitSetAside("e2e_codes");

        rebuild(0, "shop.e2e_codes");

        pipeline.execute("INSERT INTO e2e_codes VALUES (4, 'D', 4)", "DELETE FROM e2e_codes WHERE code = 'C'");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows("e2e_codes", "code, v")).containsExactlyInAnyOrder("B 22", "D 4"));
        assertThat(pipeline.failures()).isEmpty();
    }

    /** A column became text, which its column in Manticore cannot hold. */
    @Test
    void aTableThatWasSetAsideIsActiveAfterwardsWithoutAGap() throws Exception {
        pipeline.execute(
                "ALTER TABLE e2e_widths MODIFY width VARCHAR(20)",
                "INSERT INTO e2e_widths VALUES (3, 'wide')",
                "DELETE FROM e2e_widths WHERE id = 1");
        awaitSetAside("e2e_widths");

        rebuild(0, "shop.e2e_widths");

        pipeline.execute("INSERT INTO e2e_widths VALUES (4, 'narrow')");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows("e2e_widths", "id, width"))
                        .containsExactlyInAnyOrder("2 200", "3 wide", "4 narrow"));
        assertThat(pipeline.failures()).isEmpty();
    }

    @Test
    void whatCannotBeRebuiltIsTold() throws Exception {
        assertThat(rebuild(3, "shop.nosuch")).contains("has read no event of a table shop.nosuch");
        assertThat(rebuild(3, "shop.e2e_sizes", "--mapping", "(size nonsense, *)"))
                .contains("Not finished: --mapping: column size");
        assertThat(rebuild(3, "shop.e2e_sizes", "--mapping", "other (*)"))
                .contains("a rebuild keeps the name e2e_sizes");
        assertThat(rebuild(3, "shop.e2e_sizes", "--abort")).contains("No rebuild of mysql.shop.e2e_sizes is under way");
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

    /** As {@code nats kv get} shows it to people. */
    private static void awaitSetAside(String table) throws Exception {
        try (io.nats.client.Connection nats =
                io.nats.client.Nats.connect(pipeline.endpoints().natsUrl())) {
            await(table)
                    .atMost(PATIENCE)
                    .until(() -> new String(
                                    nats.keyValue("MILLRACE")
                                            .get("table.manticore-sink.mysql.shop." + table)
                                            .getValue(),
                                    StandardCharsets.UTF_8)
                            .contains("SET_ASIDE"));
        }
    }

    private static String rebuild(int exitCode, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.command.MillraceCommand",
                "rebuild",
                "--timeout-minutes=5"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(pipeline.endpoints().variables());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        System.out.println(String.join(" ", options) + "\n" + output);
        assertThat(process.exitValue()).as(output).isEqualTo(exitCode);
        return output;
    }
}
