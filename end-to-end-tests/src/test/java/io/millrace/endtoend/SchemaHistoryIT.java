package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A source that reads on before statements that its history has already, without GTIDs, which is MySQL's default. */
class SchemaHistoryIT {
    private static final String SOURCE = "mysql-source";

    @Test
    void rowsAreReadWithTheColumnsOfTheirTime() throws Exception {
        try (Pipeline pipeline = Pipeline.start(Path.of("target", "schema-history"))) {
            pipeline.execute(
                    "SET GLOBAL gtid_mode = ON_PERMISSIVE",
                    "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
                    "SET GLOBAL gtid_mode = OFF",
                    "CREATE TABLE e2e_swapped (id INT PRIMARY KEY, old INT, kept INT)",
                    "CREATE TABLE e2e_widened (id INT PRIMARY KEY, kept INT)");
            pipeline.createSignalTable();
            pipeline.registerConnectors();
            pipeline.execute("INSERT INTO e2e_swapped VALUES (1, 1, 10)", "INSERT INTO e2e_widened VALUES (1, 10)");
            List<String> tables = List.of("e2e_swapped", "e2e_widened");
            pipeline.awaitEqual(tables);
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
            pipeline.awaitEqual(tables);

            pipeline.stop(SOURCE);
            pipeline.connect().alterOffsets(SOURCE, before.toString());
            pipeline.resume(SOURCE);
            pipeline.execute(
                    "INSERT INTO e2e_swapped VALUES (4, 40, 400)", "INSERT INTO e2e_widened VALUES (4, 40, 400)");

            pipeline.awaitEqual(tables);
            pipeline.awaitAcknowledged(tables);
            pipeline.awaitEqual(tables);
            assertThat(pipeline.failures()).isEmpty();
        }
    }
}
