package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

class PipelineIT {
    @Test
    void theIndexEqualsTheTablesAfterTheSnapshotAndAfterARandomHistory() throws Exception {
        long seed = System.nanoTime();
        System.out.println("PipelineIT seed " + seed);
        try (Pipeline pipeline = Pipeline.start(Path.of("target", "pipeline"));
                Connection connection = pipeline.mysql()) {
            Workload workload = new Workload(connection, seed);
            workload.createTables();
            workload.fillCustomers(20_000);

            pipeline.registerConnectors();
            pipeline.awaitEqual(connection, "customers");

            workload.run(20_000);
            for (String table : Workload.TABLES) {
                pipeline.awaitEqual(connection, table);
            }
            assertThat(pipeline.failures()).isEmpty();
        }
    }
}
