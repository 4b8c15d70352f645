package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.status.ObservabilityFiles.Query;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard and the alert rules use metrics and labels that exist. AlertRulesIT has promtool read them. */
class ObservabilityFilesTest {
    private static final Pattern METRIC = Pattern.compile("\\b(?:millrace|node)_\\w+");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)\\})? \\S+$");
    /** In selectors. */
    private static final Pattern LABEL = Pattern.compile("(\\w+)(?:=~|!~|!=|=)\"");

    private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\)");
    private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{ ?(\\w+) ?\\}\\}");
    private static final Pattern IN_ANNOTATION = Pattern.compile("\\$labels\\.(\\w+)");
    /** Of node_exporter, which MillraceDiskFills asks. */
    private static final Map<String, Set<String>> FOREIGN = Map.of(
            "node_filesystem_avail_bytes", Set.of("device", "fstype", "mountpoint"),
            "node_filesystem_size_bytes", Set.of("device", "fstype", "mountpoint"));

    @Test
    void metricsAndLabelsOfTheAlertRulesExist() throws IOException {
        Collection<Query> alerts = ObservabilityFiles.alerts().values();

        assertThat(alerts).hasSizeGreaterThan(12);
        assertThat(alerts)
                .flatMap(alert -> unknown(alert, IN_ANNOTATION))
                .as("unknown to the extension")
                .isEmpty();
    }

    @Test
    void metricsAndLabelsOfTheDashboardExist() throws IOException {
        List<Query> panels = ObservabilityFiles.panels();

        assertThat(panels).hasSizeGreaterThan(30);
        assertThat(panels)
                .flatMap(panel -> unknown(panel, IN_LEGEND))
                .as("unknown to the extension")
                .isEmpty();
    }

    @Test
    void everyPanelOfTheDashboardUsesTheChosenDataSource() throws IOException {
        JsonNode dashboard = ObservabilityFiles.dashboard();
        List<JsonNode> panels = new ArrayList<>();
        dashboard.path("panels").forEach(panels::add);
        panels.removeIf(panel -> panel.path("type").asText().equals("row"));

        assertThat(dashboard.at("/templating/list/0/type").asText()).isEqualTo("datasource");
        assertThat(dashboard.at("/templating/list/0/name").asText()).isEqualTo("datasource");
        assertThat(panels).allSatisfy(panel -> {
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            assertThat(panel.path("targets"))
                    .isNotEmpty()
                    .allSatisfy(target ->
                            assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}"));
            assertThat(panel.path("title").asText()).isNotEmpty();
            assertThat(panel.path("description").asText()).endsWith(".");
        });
    }

    @Test
    void panelsOfTheDashboardFollowTheChange() throws IOException {
        List<String> rows = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        int bottom = 0;
        for (JsonNode panel : ObservabilityFiles.dashboard().path("panels")) {
            JsonNode place = panel.path("gridPos");
            assertThat(ids.add(panel.path("id").asInt())).as("id of " + panel).isTrue();
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
            if (panel.path("type").asText().equals("row")) {
                rows.add(panel.path("title").asText());
                assertThat(place.path("y").asInt()).isGreaterThanOrEqualTo(bottom);
            }
            bottom = Math.max(bottom, place.path("y").asInt() + place.path("h").asInt());
        }

        assertThat(rows)
                .containsSubsequence(
                        "The pipeline now",
                        "MySQL to Kafka: Debezium",
                        "Kafka to NATS: bridge",
                        "NATS JetStream",
                        "NATS to Manticore: sink",
                        "Tables");
    }

    /** The names in a query that are no metrics, and no labels of its metrics. */
    private static List<String> unknown(Query query, Pattern inText) {
        Map<String, Set<String>> known = labels();
        Set<String> metrics = found(METRIC, query.expression());
        List<String> unknown = new ArrayList<>();
        Set<String> labels = new TreeSet<>(Set.of("instance", "job"));
        if (query.expression().contains("ALERTS")) {
            labels.addAll(Set.of("alertname", "alertstate"));
        }
        for (String metric : metrics) {
            if (known.containsKey(metric)) {
                labels.addAll(known.get(metric));
            } else {
                unknown.add(query.name() + ": " + metric);
            }
        }
        Set<String> used = found(LABEL, query.expression());
        found(GROUPED, query.expression()).forEach(each -> used.addAll(List.of(each.split(", "))));
        used.addAll(found(inText, query.text()));
        used.removeAll(labels);
        used.forEach(label -> unknown.add(query.name() + ": " + label));
        if (metrics.isEmpty()) {
            unknown.add(query.name() + " asks for nothing");
        }
        return unknown;
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(match.groupCount()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those of the pipeline's metrics as a snapshot has them, and those of the plug-ins as JMX has them. */
    private static Map<String, Set<String>> labels() {
        Map<String, Set<String>> labels = new TreeMap<>(FOREIGN);
        MetricsText text = new MetricsText();
        SnapshotMetrics.add(text, Snapshots.well(Instant.now(), 1));
        SnapshotMetrics.add(text, Snapshots.ill(Instant.now(), ""));
        for (MatchResult sample : SAMPLE.matcher(text.toString()).results().toList()) {
            labels.computeIfAbsent(sample.group(1), first -> new TreeSet<>())
                    .addAll(found(LABEL, sample.group(2) == null ? "" : sample.group(2)));
        }
        Arrays.stream(ExportedMetric.values())
                .forEach(metric ->
                        labels.put(metric.family().name(), Set.of("connector", "task", "partition", "table")));
        return labels;
    }

    @Test
    void snapshotsOfTheTestsHaveEveryMetric() {
        assertThat(labels().keySet())
                .containsAll(
                        MetricsReferenceTest.families().map(MetricFamily::name).toList());
    }
}
