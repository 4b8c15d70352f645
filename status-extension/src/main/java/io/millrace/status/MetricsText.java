package io.millrace.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Metrics in the text format of Prometheus, version 0.0.4. */
final class MetricsText implements MetricSamples {
    static final String MEDIA_TYPE = "text/plain;version=0.0.4;charset=utf-8";

    private final Map<MetricFamily, List<String>> samples = new LinkedHashMap<>();

    @Override
    public void add(MetricFamily family, double value, Map<String, String> labels) {
        String pairs = pairs(labels);
        samples.computeIfAbsent(family, first -> new ArrayList<>())
                .add(family.name() + (pairs.isEmpty() ? "" : '{' + pairs + '}') + ' ' + text(value));
    }

    static String pairs(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + '"')
                .collect(Collectors.joining(","));
    }

    private static String text(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        samples.forEach((family, lines) -> {
            text.append("# HELP ")
                    .append(family.name())
                    .append(' ')
                    .append(family.help())
                    .append('\n');
            text.append("# TYPE ")
                    .append(family.name())
                    .append(' ')
                    .append(family.type())
                    .append('\n');
            lines.forEach(line -> text.append(line).append('\n'));
        });
        return text.toString();
    }
}
