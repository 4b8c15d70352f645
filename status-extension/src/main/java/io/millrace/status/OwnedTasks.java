package io.millrace.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.health.AbstractState;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;

/** The connectors and tasks that run, or failed, on one worker. */
final class OwnedTasks implements Supplier<List<OwnedTasks.Owned>> {
    private static final List<String> WANTED = List.of("RUNNING", "FAILED");

    private final ConnectClusterState cluster;
    private final String workerId;

    OwnedTasks(ConnectClusterState cluster, String workerId) {
        this.cluster = cluster;
        this.workerId = workerId;
    }

    /**
     * A connector or a task.
     *
     * @param failure why it is FAILED; empty when it is not
     */
    record Owned(RestartTarget target, Optional<Failure> failure) {}

    /** Without those that a person has paused or stopped. */
    @Override
    public List<Owned> get() {
        List<Owned> owned = new ArrayList<>();
        for (String name : cluster.connectors()) {
            health(name).ifPresent(health -> add(owned, health));
        }
        return owned;
    }

    /** Empty for a connector that has no status yet, or was deleted meanwhile. */
    private Optional<ConnectorHealth> health(String name) {
        try {
            return Optional.of(cluster.connectorHealth(name));
        } catch (ConnectException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void add(List<Owned> owned, ConnectorHealth health) {
        if (!WANTED.contains(health.connectorState().state())) {
            return;
        }
        add(owned, RestartTarget.connector(health.name()), health.connectorState());
        health.tasksState()
                .values()
                .forEach(task -> add(owned, RestartTarget.task(health.name(), task.taskId()), task));
    }

    private void add(List<Owned> owned, RestartTarget target, AbstractState state) {
        if (state.workerId().equals(workerId) && WANTED.contains(state.state())) {
            owned.add(new Owned(
                    target,
                    state.state().equals("FAILED") ? Optional.of(Failure.of(state.traceMessage())) : Optional.empty()));
        }
    }
}
