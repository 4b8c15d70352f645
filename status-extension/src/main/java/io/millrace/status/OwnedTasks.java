package io.millrace.status;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.health.AbstractState;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;
import org.apache.kafka.connect.health.ConnectorState;

/** The connectors and tasks that run, or failed, on one worker, and those whose worker is gone. */
final class OwnedTasks implements Supplier<List<OwnedTasks.Owned>> {
    private static final List<String> WANTED = List.of("RUNNING", "FAILED");
    private static final String UNASSIGNED = "UNASSIGNED";

    private final ConnectClusterState cluster;
    private final String workerId;
    private final Predicate<String> isGone;

    /** What was found out in this look, since it takes a connection. */
    private final Map<String, Boolean> gone = new HashMap<>();

    /** @param isGone whether the worker with an id is */
    OwnedTasks(ConnectClusterState cluster, String workerId, Predicate<String> isGone) {
        this.cluster = cluster;
        this.workerId = workerId;
        this.isGone = isGone;
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
        gone.clear();
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
        ConnectorState connector = health.connectorState();
        if (!WANTED.contains(connector.state()) && !isLeftBehind(connector)) {
            return;
        }
        add(owned, RestartTarget.connector(health.name()), connector);
        health.tasksState()
                .values()
                .forEach(task -> add(owned, RestartTarget.task(health.name(), task.taskId()), task));
    }

    private void add(List<Owned> owned, RestartTarget target, AbstractState state) {
        if (isLeftBehind(state)) {
            owned.add(new Owned(target, Optional.of(gone(state))));
        } else if (state.workerId().equals(workerId) && WANTED.contains(state.state())) {
            owned.add(new Owned(
                    target,
                    state.state().equals("FAILED") ? Optional.of(Failure.of(state.traceMessage())) : Optional.empty()));
        }
    }

    /** Also one that was stopped there, but not one that a person has paused or stopped. */
    private boolean isLeftBehind(AbstractState state) {
        return !state.workerId().equals(workerId)
                && (WANTED.contains(state.state()) || state.state().equals(UNASSIGNED))
                && gone.computeIfAbsent(state.workerId(), isGone::test);
    }

    private static Failure gone(AbstractState state) {
        return new Failure(
                "its status is " + state.state() + " on worker " + state.workerId() + ", which is no longer there",
                true);
    }
}
