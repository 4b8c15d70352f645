package io.millrace.status;

import java.util.LinkedHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;

/** What the watchdog reports through Connect's metrics. Written by its thread, read by any. */
final class WatchdogMetrics {
    private final PluginMetrics metrics;
    private final AtomicLong restarts;
    private final AtomicLong failed;
    private final AtomicLong hopeless;

    WatchdogMetrics(PluginMetrics metrics) {
        this.metrics = metrics;
        restarts = gauge("restarts-total", "Restarts of failed connectors and tasks of this worker");
        failed = gauge("failed-count", "Connectors and tasks of this worker that are failed now");
        hopeless = gauge("hopeless-count", "Those of them that several restarts have not helped");
    }

    void restarted() {
        restarts.incrementAndGet();
    }

    void failed(long count, long hopelessCount) {
        failed.set(count);
        hopeless.set(hopelessCount);
    }

    private AtomicLong gauge(String name, String description) {
        AtomicLong value = new AtomicLong();
        metrics.addMetric(metrics.metricName(name, description, new LinkedHashMap<>()), (Gauge<Long>)
                (config, now) -> value.get());
        return value;
    }
}
