package io.millrace.bridge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;

/** Kafka's own metrics, as Connect gives them to a plug-in. */
final class FakePluginMetrics implements PluginMetrics {
    private static final String GROUP = "plugins";

    private final Metrics metrics = new Metrics();

    /** The value of the metric with this name. */
    double value(String name) {
        return values(name).get(0);
    }

    /** The values of the metrics with this name, which differ in their tags. */
    List<Double> values(String name) {
        return metrics.metrics().entrySet().stream()
                .filter(each -> each.getKey().name().equals(name))
                .map(each -> ((Number) each.getValue().metricValue()).doubleValue())
                .toList();
    }

    Set<String> names() {
        return metrics.metrics().keySet().stream()
                .filter(name -> name.group().equals(GROUP))
                .map(MetricName::name)
                .collect(Collectors.toSet());
    }

    @Override
    public MetricName metricName(String name, String description, LinkedHashMap<String, String> tags) {
        return new MetricName(name, GROUP, description, Map.copyOf(tags));
    }

    @Override
    public void addMetric(MetricName metricName, MetricValueProvider<?> provider) {
        metrics.addMetric(metricName, provider);
    }

    @Override
    public void removeMetric(MetricName metricName) {
        metrics.removeMetric(metricName);
    }

    @Override
    public Sensor addSensor(String name) {
        return metrics.sensor(name);
    }

    @Override
    public void removeSensor(String name) {
        metrics.removeSensor(name);
    }
}
