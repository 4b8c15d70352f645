package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BridgeMetricsTest {
    private final FakePluginMetrics registry = new FakePluginMetrics();

    @Test
    void aTaskWhosePredecessorStillHoldsTheNamesIsCountedBesideIt() {
        BridgeMetrics predecessor = new BridgeMetrics(registry);
        BridgeMetrics successor = new BridgeMetrics(registry);
        predecessor.republished();
        successor.republished();
        successor.republished();

        assertThat(registry.values("republished-total")).containsExactlyInAnyOrder(1.0, 2.0);
    }
}
