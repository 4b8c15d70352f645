package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectWorkerIT {
    private static final String MYSQL_CONNECTOR = "io.debezium.connector.mysql.MySqlConnector";

    @TempDir
    private static Path directory;

    private static KafkaBroker broker;
    private static ConnectWorker worker;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.start(directory.resolve("kafka"));
        worker = ConnectWorker.start(new ConnectWorker.Options(
                directory.resolve("connect"), broker.bootstrapServers(), List.of(ConnectWorker.debeziumPlugin())));
    }

    @AfterAll
    static void stop() {
        worker.close();
        broker.close();
    }

    @Test
    void debeziumIsFoundOnThePluginPath() {
        List<String> classes = new ArrayList<>();
        worker.rest()
                .plugins()
                .forEach(plugin -> classes.add(plugin.path("class").asText()));
        assertThat(classes).contains(MYSQL_CONNECTOR);
    }

    @Test
    void validationNamesWhatIsMissing() {
        JsonNode outcome = worker.rest().validate(MYSQL_CONNECTOR, Map.of("connector.class", MYSQL_CONNECTOR));
        assertThat(outcome.path("error_count").asInt()).isPositive();
    }

    @Test
    void configurationOfAConnectorOutlivesAKill() {
        Map<String, String> mirror = Map.of(
                "connector.class", "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector",
                "source.cluster.alias", "here",
                "target.cluster.alias", "there");
        assertThatThrownBy(() -> worker.rest().create("mirror", mirror))
                .isInstanceOf(ConnectRestException.class)
                .hasMessageContaining("MirrorHeartbeatConnector");
    }
}
