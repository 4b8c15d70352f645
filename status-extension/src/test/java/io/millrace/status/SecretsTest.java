package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.snapshot.GivenServers;
import io.millrace.state.snapshot.PipelineSnapshot;
import io.millrace.state.snapshot.Remedies;
import io.millrace.state.snapshot.SnapshotJson;
import io.millrace.state.snapshot.SnapshotReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;
import org.apache.kafka.connect.health.ConnectorState;
import org.apache.kafka.connect.health.ConnectorType;
import org.apache.kafka.connect.health.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets are used to reach servers, and are in nothing that the extension answers, also when no server answers. */
class SecretsTest {
    private static final String SECRET = "s3cret-Zq7";
    private static final Duration LIMIT = Duration.ofSeconds(2);

    @TempDir
    private Path directory;

    @Test
    void noAnswerHoldsASecret() throws Exception {
        Files.writeString(directory.resolve("secrets"), "password=" + SECRET + "-file\n");
        Map<String, Object> worker = Map.of(
                "bootstrap.servers",
                "127.0.0.1:1",
                "config.providers.file.class",
                "org.apache.kafka.common.config.provider.FileConfigProvider",
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"" + SECRET
                        + "\";");
        StatusConfig config = new StatusConfig(worker);
        String answers = read(config) + read(new StatusConfig(with(worker, "sasl.jaas.config", "broken " + SECRET)));

        assertThat(answers).contains("\"server\":\"NATS\"", "\"server\":\"Manticore\"", "\"server\":\"Kafka\"");
        assertThat(answers).doesNotContain(SECRET);
    }

    private String read(StatusConfig config) throws Exception {
        try (WorkerSecrets secrets = config.secrets();
                SnapshotReader reader = new SnapshotReader(
                        new ClusterWorker(new Cluster(), secrets),
                        new GivenServers(Map.of(), Optional.empty(), Optional.of(config.kafka()), Optional.empty()),
                        new Remedies("", "", "", "", "", Optional.empty()),
                        LIMIT)) {
            PipelineSnapshot snapshot = reader.read();
            MetricsText metrics = new MetricsText();
            SnapshotMetrics.add(metrics, snapshot);
            return SnapshotJson.of(snapshot, config.worker().advertisedUrl())
                    + metrics.toString()
                    + Readiness.of(snapshot).json();
        }
    }

    private static Map<String, Object> with(Map<String, Object> worker, String property, String value) {
        Map<String, Object> changed = new HashMap<>(worker);
        changed.put(property, value);
        return changed;
    }

    private final class Cluster implements ConnectClusterState {
        private final String fromFile = "${file:" + directory.resolve("secrets") + ":password}";
        private final Map<String, Map<String, String>> connectors = Map.of(
                "source",
                Map.of("connector.class", "MySql", "topic.prefix", "mysql", "database.password", SECRET),
                "bridge",
                Map.of(
                        "connector.class",
                        "NatsBridge",
                        "topics",
                        "a",
                        "nats.servers",
                        "nats://127.0.0.1:1",
                        "nats.user",
                        "u",
                        "nats.password",
                        fromFile),
                "sink",
                Map.of(
                        "connector.class",
                        "ManticoreSink",
                        "manticore.urls",
                        "http://127.0.0.1:1",
                        "manticore.user",
                        "u",
                        "manticore.password",
                        fromFile),
                "token",
                Map.of("connector.class", "ManticoreSink", "manticore.token", SECRET));

        @Override
        public Collection<String> connectors() {
            return connectors.keySet();
        }

        @Override
        public Map<String, String> connectorConfig(String name) {
            return connectors.getOrDefault(name, Map.of());
        }

        @Override
        public ConnectorHealth connectorHealth(String name) {
            return new ConnectorHealth(
                    name,
                    new ConnectorState("RUNNING", "w:8083", null),
                    Map.of(0, new TaskState(0, "RUNNING", "w:8083", null)),
                    ConnectorType.SOURCE);
        }
    }
}
