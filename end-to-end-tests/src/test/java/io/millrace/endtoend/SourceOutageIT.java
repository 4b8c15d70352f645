package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.LocalServer;
import io.millrace.local.Service;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The source continues by itself, with the worker and the connectors of connect-config. */
class SourceOutageIT {
    private static final String SOURCE = "mysql-source";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static Pipeline pipeline;

    @BeforeAll
    static void start() throws Exception {
        pipeline = Pipeline.start(Path.of("target", "source-outage"));
        pipeline.execute(
                "CREATE TABLE e2e_outage (id INT PRIMARY KEY, note VARCHAR(20))",
                "INSERT INTO e2e_outage VALUES (1, 'before')");
        pipeline.registerConnectors();
        pipeline.awaitEqual("e2e_outage");
    }

    @AfterAll
    static void stop() throws SQLException {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    /** Case B14: Debezium fails within seconds of an orderly stop of MySQL, and its own retries do not outlast it. */
    @Test
    void mySqlIsShutDownAndStartedAgain() throws Exception {
        LocalServer mysql = pipeline.server(Service.MYSQL);
        mysql.stop();
        // A server that takes its time to stop lets the task fail and be restarted before that.
        await("the task is restarted, and fails because MySQL is away")
                .atMost(PATIENCE)
                .until(() -> taskState().equals("FAILED") && trace().contains("java.net.ConnectException"));

        mysql.restart();
        pipeline.execute("INSERT INTO e2e_outage VALUES (2, 'after')");

        pipeline.awaitEqual("e2e_outage");
        assertThat(pipeline.failures()).isEmpty();
    }

    private static String taskState() {
        return task().path("state").asText();
    }

    private static String trace() {
        return task().path("trace").asText();
    }

    private static JsonNode task() {
        return pipeline.connect().status(SOURCE).at("/tasks/0");
    }
}
