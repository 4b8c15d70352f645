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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnrecordedFailuresTest {
    private static final RestartTarget TASK = RestartTarget.task("my,source", 0);

    /** With the reporter of Kafka, as in a worker. */
    private final Metrics metrics = new Metrics(
            new MetricConfig(), List.of(new JmxReporter()), Time.SYSTEM, new KafkaMetricsContext("kafka.connect"));

    private long nanos;
    private final UnrecordedFailures failures =
            new UnrecordedFailures(ManagementFactory.getPlatformMBeanServer(), () -> nanos);

    private String status = "running";

    @AfterEach
    void unregister() {
        metrics.close();
    }

    @Test
    void aTaskThatHasFailedForAWhile() {
        register();
        assertThat(failures.test(TASK)).isFalse();

        status = "failed";
        assertThat(failures.test(TASK)).isFalse();
        nanos += UnrecordedFailures.PATIENCE.toNanos();
        assertThat(failures.test(TASK)).isTrue();

        status = "running";
        assertThat(failures.test(TASK)).isFalse();
        status = "failed";
        assertThat(failures.test(TASK)).isFalse();
    }

    @Test
    void nothingIsKnownOfTasksElsewhereAndOfConnectors() {
        register();
        status = "failed";
        for (RestartTarget target : List.of(RestartTarget.task("my,source", 1), RestartTarget.connector("my,source"))) {
            assertThat(failures.test(target)).isFalse();
            nanos += UnrecordedFailures.PATIENCE.toNanos();
            assertThat(failures.test(target)).isFalse();
        }
    }

    private void register() {
        Gauge<String> gauge = (config, now) -> status;
        metrics.addMetric(
                metrics.metricName(
                        "status", "connector-task-metrics", "", Map.of("connector", "my,source", "task", "0")),
                gauge);
    }
}
