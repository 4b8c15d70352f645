package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.snapshot.PipelineSnapshot;
import io.millrace.state.snapshot.PipelineSnapshot.Outage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final Instant NOW = Instant.parse("2026-11-30T02:00:00Z");

    @Test
    void aPipelineWhoseTasksAllRunIsReady() {
        assertThat(Readiness.of(Snapshots.well(NOW, 0)).json().toString()).isEqualTo("{\"ready\":true,\"faults\":[]}");
    }

    @Test
    void connectorsAndTasksThatDoNotRunAreNamed() {
        assertThat(Readiness.of(Snapshots.paused(NOW)).faults())
                .containsExactly("Connector manticore-sink is paused", "Task 0 of manticore-sink is paused");
        assertThat(Readiness.of(Snapshots.ill(NOW, "!")).faults())
                .containsExactly("Task 1 of nats-bridge is failed: The record's bytes are not a change event !");
    }

    @Test
    void aWorkerWithoutAPipelineIsNotReady() {
        assertThat(Readiness.of(empty()).faults()).containsExactly("No connector of the pipeline was registered");
        assertThat(Readiness.of(empty(new Outage("Connect", "No answer within 2 s", "", Outage.Extent.SERVER)))
                        .faults())
                .containsExactly("Connect does not say what runs: No answer within 2 s");
    }

    private static PipelineSnapshot empty(Outage... outages) {
        return new PipelineSnapshot(
                NOW, List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty(), List.of(outages));
    }
}
