package io.millrace.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.ConnectorState;
import io.millrace.state.ConnectorState.TaskState;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.snapshot.PipelineWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.health.AbstractState;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;

/** What a worker knows of its whole cluster. */
final class ClusterWorker implements PipelineWorker {
    private final ConnectClusterState cluster;
    private final WorkerSecrets secrets;

    ClusterWorker(ConnectClusterState cluster, WorkerSecrets secrets) {
        this.cluster = cluster;
        this.secrets = secrets;
    }

    @Override
    public PipelineConnectors connectors() {
        List<ConfiguredConnector> found = new ArrayList<>();
        for (String name : new TreeSet<>(cluster.connectors())) {
            find(name).ifPresent(found::add);
        }
        return new PipelineConnectors(found);
    }

    @Override
    public Optional<JsonNode> offsets(String connector) {
        return Optional.empty();
    }

    /** Empty for a connector that has no role in the pipeline, or was deleted meanwhile. */
    private Optional<ConfiguredConnector> find(String name) {
        try {
            Map<String, String> posted = cluster.connectorConfig(name);
            if (Role.of(posted).isEmpty()) {
                return Optional.empty();
            }
            Map<String, String> resolved = new TreeMap<>();
            posted.forEach(
                    (setting, value) -> secrets.resolve(value).ifPresent(meaning -> resolved.put(setting, meaning)));
            return Optional.of(new ConfiguredConnector(name, posted, resolved, Optional.of(state(name, posted))));
        } catch (ConnectException deleted) {
            if (cluster.connectors().contains(name)) {
                throw deleted;
            }
            return Optional.empty();
        }
    }

    private ConnectorState state(String name, Map<String, String> posted) {
        ConnectorHealth health;
        try {
            health = cluster.connectorHealth(name);
        } catch (ConnectException | IllegalArgumentException noStatusYet) {
            return new ConnectorState(name, posted, "UNASSIGNED", "", List.of());
        }
        return new ConnectorState(
                name,
                posted,
                health.connectorState().state(),
                trace(health.connectorState()),
                new TreeMap<>(health.tasksState())
                        .values().stream()
                                .map(task -> new TaskState(task.taskId(), task.state(), task.workerId(), trace(task)))
                                .toList());
    }

    private static String trace(AbstractState state) {
        return state.traceMessage() == null ? "" : state.traceMessage();
    }
}
