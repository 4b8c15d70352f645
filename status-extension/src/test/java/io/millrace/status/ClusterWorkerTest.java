package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.ConfiguredConnector;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;
import org.apache.kafka.connect.health.ConnectorState;
import org.apache.kafka.connect.health.ConnectorType;
import org.apache.kafka.connect.health.TaskState;
import org.junit.jupiter.api.Test;

class ClusterWorkerTest {
    private final Map<String, Map<String, String>> connectors = new LinkedHashMap<>();

    @Test
    void connectorsOfThePipelineAreFoundOnAllWorkers() {
        connectors.put("sink", Map.of("connector.class", "ManticoreSink", "manticore.password", "${vault:a:b}"));
        connectors.put("other", Map.of("connector.class", "org.example.Other"));
        connectors.put("new", Map.of("connector.class", "NatsBridge", "nats.servers", "nats://n:4222"));

        List<ConfiguredConnector> found = new ClusterWorker(new Cluster(), new WorkerSecrets(Map.of()))
                .connectors()
                .all();

        assertThat(found).extracting(ConfiguredConnector::name).containsExactly("new", "sink");
        assertThat(found.get(0).state().orElseThrow().state()).isEqualTo("UNASSIGNED");
        assertThat(found.get(0).setting("nats.servers", "")).isEqualTo("nats://n:4222");
        assertThat(found.get(1).find("manticore.password")).isEmpty();
        io.millrace.state.ConnectorState state = found.get(1).state().orElseThrow();
        assertThat(state.state()).isEqualTo("RUNNING");
        assertThat(state.trace()).isEmpty();
        assertThat(state.tasks())
                .containsExactly(
                        new io.millrace.state.ConnectorState.TaskState(0, "RUNNING", "a:8083", ""),
                        new io.millrace.state.ConnectorState.TaskState(1, "FAILED", "b:8083", "trace"));
    }

    /** With a connector that was deleted while it was asked about. */
    private final class Cluster implements ConnectClusterState {
        private boolean deleted;

        @Override
        public Collection<String> connectors() {
            if (deleted) {
                return connectors.keySet();
            }
            deleted = true;
            return List.of("sink", "gone", "other", "new");
        }

        @Override
        public Map<String, String> connectorConfig(String name) {
            Map<String, String> config = connectors.get(name);
            if (config == null) {
                throw new NotFoundException("Connector " + name + " not found");
            }
            return config;
        }

        @Override
        public ConnectorHealth connectorHealth(String name) {
            if (name.equals("new")) {
                throw new NotFoundException("No status found for connector " + name);
            }
            return new ConnectorHealth(
                    name,
                    new ConnectorState("RUNNING", "a:8083", null),
                    Map.of(
                            1, new TaskState(1, "FAILED", "b:8083", "trace"),
                            0, new TaskState(0, "RUNNING", "a:8083", null)),
                    ConnectorType.SOURCE);
        }
    }
}
