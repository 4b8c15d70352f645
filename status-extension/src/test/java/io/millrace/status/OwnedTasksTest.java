package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;
import org.apache.kafka.connect.health.ConnectorState;
import org.apache.kafka.connect.health.ConnectorType;
import org.apache.kafka.connect.health.TaskState;
import org.junit.jupiter.api.Test;

class OwnedTasksTest {
    private final Map<String, ConnectorHealth> connectors = new LinkedHashMap<>();

    @Test
    void onlyThoseOfTheWorkerThatNobodyHasPaused() {
        add("source", "RUNNING", "other:8083", task(0, "FAILED", "own:8083"), task(1, "FAILED", "other:8083"));
        add("bridge", "FAILED", "own:8083", task(0, "RUNNING", "own:8083"), task(1, "UNASSIGNED", "own:8083"));
        add("paused", "PAUSED", "own:8083", task(0, "FAILED", "own:8083"));

        List<OwnedTasks.Owned> owned = new OwnedTasks(new Cluster(), "own:8083", (target, state) -> false).get();

        Optional<Failure> failure = Optional.of(new Failure("trace", false));
        assertThat(owned)
                .containsExactly(
                        new OwnedTasks.Owned(RestartTarget.task("source", 0), failure),
                        new OwnedTasks.Owned(RestartTarget.connector("bridge"), failure),
                        new OwnedTasks.Owned(RestartTarget.task("bridge", 0), Optional.empty()));
    }

    /** After a worker that was frozen took its tasks back. */
    @Test
    void whatIsHereWhateverItsStatusSays() {
        add("source", "UNASSIGNED", "gone:8083", task(0, "RUNNING", "gone:8083"));
        add("bridge", "RUNNING", "other:8083", task(0, "RUNNING", "own:8083"), task(1, "PAUSED", "own:8083"));
        add("stopped", "STOPPED", "gone:8083", task(0, "RUNNING", "gone:8083"));

        List<OwnedTasks.Owned> owned = new OwnedTasks(
                        new Cluster(),
                        "own:8083",
                        (target, state) -> !state.workerId().equals("other:8083"))
                .get();

        assertThat(owned)
                .containsExactly(
                        unrecorded(RestartTarget.connector("source"), "UNASSIGNED on worker gone:8083"),
                        unrecorded(RestartTarget.task("source", 0), "RUNNING on worker gone:8083"),
                        unrecorded(RestartTarget.task("bridge", 0), "RUNNING on worker own:8083"));
    }

    private static OwnedTasks.Owned unrecorded(RestartTarget target, String status) {
        return new OwnedTasks.Owned(
                target,
                Optional.of(new Failure("it is on this worker, but Connect's status of it is " + status, false)));
    }

    private void add(String name, String state, String worker, TaskState... tasks) {
        Map<Integer, TaskState> byNumber = new LinkedHashMap<>();
        for (TaskState task : tasks) {
            byNumber.put(task.taskId(), task);
        }
        connectors.put(
                name,
                new ConnectorHealth(name, new ConnectorState(state, worker, "trace"), byNumber, ConnectorType.SOURCE));
    }

    private static TaskState task(int number, String state, String worker) {
        return new TaskState(number, state, worker, "trace");
    }

    /** With one connector that has no status yet. */
    private final class Cluster implements ConnectClusterState {
        @Override
        public Collection<String> connectors() {
            List<String> names = new ArrayList<>(connectors.keySet());
            names.add(1, "new");
            return names;
        }

        @Override
        public ConnectorHealth connectorHealth(String name) {
            ConnectorHealth health = connectors.get(name);
            if (health == null) {
                throw new NotFoundException("No status found for connector " + name);
            }
            return health;
        }
    }
}
