package io.millrace.state.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.DebeziumOffset;
import io.millrace.state.snapshot.PipelineSnapshot.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceProgressReportTest {
    private static final Instant NOW = Instant.parse("2026-11-30T02:00:00Z");
    private static final String HEARTBEATS = "__debezium-heartbeat.mysql";
    private static final String ORDERS = "mysql.shop.orders";
    private static final Map<String, String> SETTINGS = Map.of(
            "topic.prefix", "mysql", "heartbeat.interval.ms", "10000", "connect.keep.alive.interval.ms", "10000");

    @Test
    void sourceWithHeartbeatsAfterItsLastChangeIsIdle() {
        Stage stage = stage(SETTINGS, Map.of(HEARTBEATS, NOW.minusSeconds(4), ORDERS, NOW.minusSeconds(4000)), 4000);

        assertThat(stage.note()).isEqualTo("idle, heartbeat 4 s ago");
        assertThat(stage.delay()).contains(Duration.ZERO);
        assertThat(stage.isStuck()).isFalse();
    }

    @Test
    void sourceWithoutHeartbeatsIsAwayForAsLong() {
        Stage stage = stage(SETTINGS, Map.of(HEARTBEATS, NOW.minusSeconds(100), ORDERS, NOW.minusSeconds(300)), 300);

        assertThat(stage.note()).startsWith("no heartbeat");
        assertThat(stage.delay()).contains(Duration.ofSeconds(100));
        assertThat(stage.isStuck()).isTrue();
    }

    @Test
    void heartbeatIsDueOnlyWhenMySqlSendsSomething() {
        assertThat(stage(SETTINGS, Map.of(HEARTBEATS, NOW.minusSeconds(20)), 20).isStuck())
                .isFalse();
        assertThat(stage(SETTINGS, Map.of(HEARTBEATS, NOW.minusSeconds(29)), 29).isStuck())
                .isTrue();
    }

    @Test
    void changesThatReachKafkaLateAreBehind() {
        Stage stage = stage(SETTINGS, Map.of(HEARTBEATS, NOW.minusSeconds(9), ORDERS, NOW.minusSeconds(1)), 61);

        assertThat(stage.note()).isEqualTo("last change 1 s ago");
        assertThat(stage.delay()).contains(Duration.ofSeconds(60));
    }

    @Test
    void silenceMeansNothingWithoutHeartbeats() {
        Stage stage = stage(Map.of("topic.prefix", "mysql"), Map.of(ORDERS, NOW.minusSeconds(4000)), 4000);

        assertThat(stage.isStuck()).isFalse();
        assertThat(stage.note()).contains("no heartbeats");
    }

    @Test
    void sourceThatHasWrittenNothingIsNotStuck() {
        Stage stage = new SourceProgressReport(connector(SETTINGS)).stage(Optional.empty(), Map.of(), NOW);

        assertThat(stage.note()).isEqualTo("has written nothing yet");
        assertThat(stage.isStuck()).isFalse();
    }

    private static Stage stage(Map<String, String> settings, Map<String, Instant> newest, long changeSecondsAgo) {
        DebeziumOffset offset = new DebeziumOffset(new ObjectMapper().valueToTree(Map.of("offsets", new Object[] {
            Map.of("offset", Map.of("file", "b.1", "pos", 4, "ts_sec", NOW.getEpochSecond() - changeSecondsAgo))
        })));
        return new SourceProgressReport(connector(settings)).stage(Optional.of(offset), newest, NOW);
    }

    private static ConfiguredConnector connector(Map<String, String> settings) {
        return new ConfiguredConnector("mysql-source", settings, settings, Optional.empty());
    }
}
