package io.millrace.status;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** What the plug-ins of this worker publish through JMX. */
final class JmxMetrics {
    /** The tags that become labels; the others say how Connect names the plug-in. */
    private static final Map<String, String> LABELS =
            Map.of("connector", "connector", "task", "task", "stream-partition", "partition", "table", "table");

    private final MBeanServer beans;

    JmxMetrics(MBeanServer beans) {
        this.beans = beans;
    }

    private record Sample(ExportedMetric metric, Map<String, String> labels) {}

    private record Value(double value, String start) {}

    void add(MetricsText text) {
        Map<String, Map<Sample, Value>> families = new TreeMap<>();
        for (ObjectName bean : beans.queryNames(pattern(), null)) {
            read(bean, families);
        }
        families.values()
                .forEach(samples -> samples.forEach((sample, value) -> text.add(
                        sample.metric().family(), sample.metric().inPrometheus(value.value()), sample.labels())));
    }

    private void read(ObjectName bean, Map<String, Map<Sample, Value>> families) {
        String start = bean.getKeyProperty("start") == null ? "" : bean.getKeyProperty("start");
        Map<String, String> labels = labels(bean);
        try {
            String[] names = Arrays.stream(beans.getMBeanInfo(bean).getAttributes())
                    .map(MBeanAttributeInfo::getName)
                    .filter(ExportedMetric.byAttribute()::containsKey)
                    .toArray(String[]::new);
            for (Attribute attribute : beans.getAttributes(bean, names).asList()) {
                ExportedMetric metric = ExportedMetric.byAttribute().get(attribute.getName());
                if (metric != null && attribute.getValue() instanceof Number number) {
                    families.computeIfAbsent(
                                    metric.family().name(),
                                    first -> new TreeMap<>((one, other) -> one.labels()
                                            .toString()
                                            .compareTo(other.labels().toString())))
                            .merge(
                                    new Sample(metric, labels),
                                    new Value(number.doubleValue(), start),
                                    // Of a task that did not end in time and its successor, the successor.
                                    (one, other) -> one.start().compareTo(other.start()) > 0 ? one : other);
                }
            }
        } catch (JMException gone) {
            // Its task has ended meanwhile.
        }
    }

    private static Map<String, String> labels(ObjectName bean) {
        Map<String, String> labels = new TreeMap<>();
        LABELS.forEach((tag, label) -> {
            String value = bean.getKeyProperty(tag);
            if (value != null) {
                labels.put(label, value.startsWith("\"") ? ObjectName.unquote(value) : value);
            }
        });
        return labels;
    }

    private static ObjectName pattern() {
        try {
            return new ObjectName("kafka.connect:type=plugins,*");
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }
}
