package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.health.TaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnrecordedStatesTest {
    private static final RestartTarget CONNECTOR = RestartTarget.connector("my,source");
    private static final RestartTarget TASK = RestartTarget.task("my,source", 0);

    /** With the reporter of Kafka, as in a worker. */
    private final Metrics metrics = new Metrics(
            new MetricConfig(), List.of(new JmxReporter()), Time.SYSTEM, new KafkaMetricsContext("kafka.connect"));

    private long nanos;
    private final UnrecordedStates states =
            new UnrecordedStates("own:8083", ManagementFactory.getPlatformMBeanServer(), () -> nanos);

    private String here = "running";

    @BeforeEach
    void register() {
        Gauge<String> status = (config, now) -> here;
        metrics.addMetric(
                metrics.metricName("status", "connector-metrics", "", Map.of("connector", "my,source")), status);
        metrics.addMetric(
                metrics.metricName(
                        "status", "connector-task-metrics", "", Map.of("connector", "my,source", "task", "0")),
                status);
    }

    @AfterEach
    void unregister() {
        metrics.close();
    }

    @Test
    void whatHasFailedHere() {
        here = "failed";
        assertThat(isFound(TASK, "RUNNING", "own:8083")).isTrue();
        assertThat(isFound(TASK, "RUNNING", "gone:8083")).isTrue();
        assertThat(isFound(TASK, "FAILED", "gone:8083")).isTrue();
        assertThat(isFound(TASK, "FAILED", "own:8083")).isFalse();
    }

    /** Otherwise what runs well would count as away for ever. */
    @Test
    void whatRunsHere() {
        assertThat(isFound(TASK, "RUNNING", "gone:8083")).isTrue();
        assertThat(isFound(CONNECTOR, "UNASSIGNED", "own:8083")).isTrue();
        assertThat(isFound(CONNECTOR, "RUNNING", "own:8083")).isFalse();
    }

    @Test
    void notWhatIsStillStartingAndNotWhatIsElsewhere() {
        here = "unassigned";
        assertThat(isFound(TASK, "RUNNING", "gone:8083")).isFalse();

        here = "running";
        assertThat(isFound(RestartTarget.task("my,source", 1), "RUNNING", "other:8083"))
                .isFalse();
    }

    @Test
    void aDelayIsForgotten() {
        assertThat(isFound(TASK, "RUNNING", "other:8083")).isTrue();
        assertThat(isFound(TASK, "RUNNING", "own:8083")).isFalse();
        assertThat(states.test(TASK, new TaskState(0, "RUNNING", "other:8083", "")))
                .isFalse();
    }

    /** After a while; at first nothing ever is. */
    private boolean isFound(RestartTarget target, String state, String worker) {
        TaskState recorded = new TaskState(0, state, worker, "");
        if (states.test(target, recorded)) {
            return true;
        }
        nanos += UnrecordedStates.PATIENCE.toNanos();
        return states.test(target, recorded);
    }
}
