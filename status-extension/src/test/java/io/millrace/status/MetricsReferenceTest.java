package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/metrics.md lists every metric, and the code exports every metric that the plug-ins have. */
class MetricsReferenceTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = ROOT.resolve("docs/metrics.md");
    /** How the plug-ins' metrics classes name their metrics. */
    private static final Pattern NAME =
            Pattern.compile("(counter|gauge|register|timing|metricName|add)\\(\\s*\"([a-z0-9-]+)\"");

    @Test
    void pageListsEveryMetric() throws IOException {
        if (Boolean.getBoolean("millrace.docs.rewrite")) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE))
                .as("docs/metrics.md; docs/rewrite-configuration rewrites it")
                .isEqualTo(page());
    }

    @Test
    void everyMetricOfThePlugInsIsExported() throws IOException {
        Set<String> published = new TreeSet<>();
        for (String source : new String[] {
            "nats-bridge-connector/src/main/java/io/millrace/bridge/BridgeMetrics.java",
            "manticore-sink-connector/src/main/java/io/millrace/manticore/SinkMetrics.java",
            "index-audit/src/main/java/io/millrace/audit/connect/AuditMetrics.java",
            "status-extension/src/main/java/io/millrace/status/WatchdogMetrics.java"
        }) {
            Matcher names = NAME.matcher(Files.readString(ROOT.resolve(source)));
            while (names.find()) {
                if (names.group(1).equals("timing")) {
                    Stream.of("-total", "-avg", "-max").forEach(end -> published.add(names.group(2) + end));
                } else {
                    published.add(names.group(2));
                }
            }
        }
        assertThat(ExportedMetric.byAttribute().keySet()).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void namesFollowTheConventionsOfPrometheus() {
        assertThat(families()).allSatisfy(family -> {
            assertThat(family.name()).matches("millrace_[a-z0-9]+(_[a-z0-9]+)+");
            assertThat(family.name().endsWith("_total")).isEqualTo(family.type().equals("counter"));
            assertThat(family.name()).doesNotMatch(".*_(count|sum|bucket|info|created|ms|milliseconds)");
            assertThat(family.help()).doesNotContain("\n").doesNotEndWith(".");
        });
        assertThat(families().map(MetricFamily::name)).doesNotHaveDuplicates();
    }

    /** All metrics of the extension. */
    static Stream<MetricFamily> families() {
        return Stream.concat(
                SnapshotMetrics.ALL.stream(),
                Arrays.stream(ExportedMetric.values()).map(ExportedMetric::family));
    }

    private static String page() {
        return """
                # Metrics

                Made from the code by `docs/rewrite-configuration`; do not edit it by hand. The worker shows these metrics to Prometheus
                at `/millrace/metrics`; [operations.md](operations.md#prometheus-grafana-and-alerts) says how to scrape it.

                ## Of the pipeline

                Every worker of a Connect cluster shows the same, so take the maximum over the workers. They are read from the
                servers while somebody asks. Labels are `connector`, `source`, `table`, `server`, `role`, `route`
                and `stream`, as far as they apply. What a server that is away would have said is left out.

                In JMX they are attributes of `%s` under the same names. Each is a table with the columns `labels`, such as
                `connector="manticore-sink",source="mysql",table="shop.orders"`, and `value`. Whoever reads one asks the servers, as
                Prometheus does, and has the answer within five seconds.

                | metric | type | meaning |
                |---|---|---|
                %s
                ## Of the tasks and connectors of one worker

                Labels are `connector`, `task` and, as far as they apply, `partition` of the stream or `table`, with
                its source, as in `mysql.shop.orders`. The same figures are available through
                JMX, under `kafka.connect:type=plugins,connector=<name>,task=<n>`, by the name in the last column; times are there in
                milliseconds.

                | metric | type | meaning | in JMX |
                |---|---|---|---|
                %s""".formatted(
                PipelineBean.NAME,
                SnapshotMetrics.ALL.stream().map(each -> row(each) + '\n').collect(Collectors.joining()),
                Arrays.stream(ExportedMetric.values())
                        .map(each -> row(each.family()) + " `" + each.attribute() + "` |\n")
                        .collect(Collectors.joining()));
    }

    private static String row(MetricFamily family) {
        return "| `" + family.name() + "` | " + family.type() + " | " + family.help() + " |";
    }
}
