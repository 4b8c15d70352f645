package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.MySqlServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The structures that a source knows when it starts, without GTIDs, which is MySQL's default. */
class SchemaHistoryIT {
    private static final String SOURCE = "mysql-source";
    private static final List<String> TABLES = List.of("e2e_swapped", "e2e_widened");

    /** @param hadGtids whether the server once had GTIDs, so that all positions have the same ones */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rowsAreReadWithTheColumnsOfTheirTime(boolean hadGtids) throws Exception {
        try (Pipeline pipeline = Pipeline.start(
                Path.of("target", "schema-history"),
                List.of(),
                servers -> hadGtids
                        ? servers
                        : servers.withMySql(MySqlServer.Options.DEFAULT.withSettings(
                                "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF")))) {
            if (hadGtids) {
                pipeline.setGtidMode(false);
            }
            pipeline.execute(
                    "CREATE TABLE e2e_swapped (id INT PRIMARY KEY, old INT, kept INT)",
                    "CREATE TABLE e2e_widened (id INT PRIMARY KEY, kept INT)",
                    "INSERT INTO e2e_swapped VALUES (1, 1, 10)",
                    "INSERT INTO e2e_widened VALUES (1, 10)");
            pipeline.createSignalTable();
            pipeline.registerConnectors();
            awaitEqual(pipeline);
            pipeline.stop(SOURCE);
            JsonNode before = pipeline.connect().offsets(SOURCE);
            pipeline.resume(SOURCE);
            pipeline.execute(
                    "INSERT INTO e2e_swapped VALUES (2, 2, 20)",
                    "ALTER TABLE e2e_swapped DROP COLUMN old, ADD COLUMN young INT",
                    "INSERT INTO e2e_swapped VALUES (3, 30, 300)",
                    "INSERT INTO e2e_widened VALUES (2, 20)",
                    "ALTER TABLE e2e_widened ADD COLUMN more INT",
                    "INSERT INTO e2e_widened VALUES (3, 30, 300)");
            awaitEqual(pipeline);

            pipeline.stop(SOURCE);
            pipeline.connect().alterOffsets(SOURCE, before.toString());
            pipeline.resume(SOURCE);
            pipeline.execute(
                    "INSERT INTO e2e_swapped VALUES (4, 40, 400)", "INSERT INTO e2e_widened VALUES (4, 40, 400)");
            awaitEqual(pipeline);

            pipeline.stop(SOURCE);
            pipeline.execute("INSERT INTO e2e_swapped VALUES (7, 70, 700)");
            pipeline.recoverSchemaHistory(Pipeline.settings(SOURCE));
            pipeline.connect().put(SOURCE, Pipeline.settings(SOURCE));
            pipeline.execute(
                    "INSERT INTO e2e_swapped VALUES (5, 50, 500)",
                    "ALTER TABLE e2e_widened ADD COLUMN last INT",
                    "INSERT INTO e2e_widened VALUES (5, 50, 500, 5000)");
            awaitEqual(pipeline);
            pipeline.stop(SOURCE);
            pipeline.execute("INSERT INTO e2e_widened VALUES (6, 60, 600, 6000)");
            pipeline.resume(SOURCE);
            awaitEqual(pipeline);
            assertThat(pipeline.failures()).isEmpty();
        }
    }

    private static void awaitEqual(Pipeline pipeline) throws SQLException, InterruptedException {
        pipeline.awaitEqual(TABLES);
        pipeline.awaitAcknowledged(TABLES);
        pipeline.awaitEqual(TABLES);
    }
}
