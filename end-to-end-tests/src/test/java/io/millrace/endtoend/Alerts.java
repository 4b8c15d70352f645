package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.Checkout;
import io.millrace.local.PrometheusServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Prometheus that scrapes a worker, with the rules of deploy/observability. What these call long is seconds here, so that
 * an alert fires as soon as its cause is seen.
 */
final class Alerts implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern NAME = Pattern.compile("- alert: (\\w+)");
    /** A worker answers within five seconds, if the machine is not very busy; then one of the next scrapes succeeds. */
    private static final String CONFIGURATION = """
            global:
              scrape_interval: 5s
              scrape_timeout: 5s
              evaluation_interval: 1s
            rule_files: [alerts.rules.yml]
            scrape_configs:
              - job_name: millrace
                metrics_path: /millrace/metrics
                static_configs:
                  - targets: ['%s']
            """;

    private final PrometheusServer prometheus;
    private final Instant start = Instant.now();

    private Alerts(PrometheusServer prometheus) {
        this.prometheus = prometheus;
    }

    static Alerts start(Path directory, String connectUrl) throws IOException {
        String rules = replaced(rules(), "(?m)^ *for: .*\n", "");
        rules = replaced(rules, "\\[10m\\]", "[1m]");
        rules = replaced(rules, "> 60\\b", "> 5");
        // 6 of the seconds that 7 days have.
        rules = replaced(rules, "0\\.7 \\* min", "0.00001 * min");
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("alerts.rules.yml"), rules);
        return new Alerts(PrometheusServer.start(
                directory, CONFIGURATION.formatted(URI.create(connectUrl).getAuthority())));
    }

    private static String replaced(String rules, String pattern, String replacement) {
        assertThat(rules).containsPattern(pattern);
        return rules.replaceAll(pattern, replacement);
    }

    private static String rules() throws IOException {
        return Files.readString(Checkout.root().resolve("deploy/observability/millrace.rules.yml"));
    }

    /** The names of all alerts. */
    static Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        Matcher rules = NAME.matcher(rules());
        while (rules.find()) {
            names.add(rules.group(1));
        }
        return names;
    }

    /** Waits until no alert fires, and the worker was seen. */
    void awaitNone() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(query("millrace_pipeline_well == 1")).isNotEmpty();
            assertThat(query("ALERTS")).isEmpty();
        });
    }

    /**
     * Waits until an alert has fired.
     *
     * @param cause when its cause was made
     * @param labels of the alert, such as {@code server="NATS"}
     */
    void awaitFired(Instant cause, String alert, String labels) {
        await(alert).atMost(PATIENCE).untilAsserted(() -> {
            long seconds = Math.max(1, Duration.between(cause, Instant.now()).toSeconds());
            assertThat(query("count_over_time(ALERTS{alertstate=\"firing\",alertname=\"%s\",%s}[%ds])"
                            .formatted(alert, labels, seconds)))
                    .isNotEmpty();
        });
    }

    /** The names of the alerts that have fired since Prometheus was started. */
    Set<String> fired() throws Exception {
        Set<String> fired = new TreeSet<>();
        query("count by (alertname) (count_over_time(ALERTS{alertstate=\"firing\"}[2h]))")
                .forEach(series -> fired.add(series.at("/metric/alertname").asText()));
        return fired;
    }

    /** The series that a query gives, at any time since Prometheus was started. */
    JsonNode seriesOf(String query) throws Exception {
        return ask(
                // The last scrape may be of this second.
                "/api/v1/query_range?step=1&start=" + start.getEpochSecond() + "&end="
                        + (Instant.now().getEpochSecond() + 1) + "&query=",
                query);
    }

    private JsonNode query(String query) throws Exception {
        return ask("/api/v1/query?query=", query);
    }

    private JsonNode ask(String path, String query) throws Exception {
        String body = HTTP.send(
                        HttpRequest.newBuilder(URI.create(
                                        prometheus.url() + path + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        JsonNode answer = new ObjectMapper().readTree(body);
        assertThat(answer.path("status").asText()).as(query + ": " + body).isEqualTo("success");
        return answer.at("/data/result");
    }

    @Override
    public void close() {
        prometheus.stop();
    }
}
