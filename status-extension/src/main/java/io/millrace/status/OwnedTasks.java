package io.millrace.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.health.AbstractState;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;

/** The connectors and tasks that run, or failed, on one worker. */
final class OwnedTasks implements Supplier<List<OwnedTasks.Owned>> {
    /** What a person has paused or stopped. */
    private static final List<String> HELD = List.of("PAUSED", "STOPPED");

    private final ConnectClusterState cluster;
    private final String workerId;
    private final BiPredicate<RestartTarget, AbstractState> isUnrecorded;

    /** @param isUnrecorded whether this worker runs something, or has failed at it, although its status says otherwise */
    OwnedTasks(ConnectClusterState cluster, String workerId, BiPredicate<RestartTarget, AbstractState> isUnrecorded) {
        this.cluster = cluster;
        this.workerId = workerId;
        this.isUnrecorded = isUnrecorded;
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
        if (HELD.contains(health.connectorState().state())) {
            return;
        }
        add(owned, RestartTarget.connector(health.name()), health.connectorState());
        health.tasksState()
                .values()
                .forEach(task -> add(owned, RestartTarget.task(health.name(), task.taskId()), task));
    }

    private void add(List<Owned> owned, RestartTarget target, AbstractState state) {
        boolean here = state.workerId().equals(workerId);
        if (HELD.contains(state.state())) {
            return;
        }
        if (isUnrecorded.test(target, state)) {
            owned.add(new Owned(
                    target,
                    Optional.of(new Failure(
                            "it is on this worker, but Connect's status of it is " + state.state() + " on worker "
                                    + state.workerId(),
                            false))));
        } else if (here && state.state().equals("FAILED")) {
            owned.add(new Owned(target, Optional.of(Failure.of(state.traceMessage()))));
        } else if (here && state.state().equals("RUNNING")) {
            owned.add(new Owned(target, Optional.empty()));
        }
    }
}
