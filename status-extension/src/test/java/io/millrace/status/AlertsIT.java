package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.local.PrometheusServer;
import io.millrace.state.snapshot.PipelineSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes what the extension says of a pipeline that the test makes up, and what a node_exporter would say. The
 * rules are those of deploy/observability, but for how long something must last.
 */
class AlertsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String FIRING = "ALERTS{alertstate=\"firing\"}";

    @TempDir
    private Path directory;

    private HttpServer worker;
    private PrometheusServer prometheus;
    private volatile boolean ill;

    @BeforeEach
    void start() throws IOException {
        worker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        worker.createContext("/millrace/metrics", exchange -> answer(exchange, pipeline()));
        worker.createContext("/metrics", exchange -> answer(exchange, host()));
        worker.start();
        String rules = ObservabilityFiles.rules().replaceAll("(?m)^ *for: .*\n", "");
        Files.writeString(directory.resolve("alerts.rules.yml"), rules.replace("[10m]", "[1m]"));
        prometheus = PrometheusServer.start(
                directory, """
                global: { scrape_interval: 3s, scrape_timeout: 3s, evaluation_interval: 1s }
                rule_files: [alerts.rules.yml]
                scrape_configs:
                  - { job_name: millrace, metrics_path: /millrace/metrics, static_configs: [{ targets: ['127.0.0.1:%1$d'] }] }
                  - { job_name: millrace-hosts, static_configs: [{ targets: ['127.0.0.1:%1$d'] }] }
                """.formatted(worker.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        if (prometheus != null) {
            prometheus.stop();
        }
        if (worker != null) {
            worker.stop(0);
        }
    }

    @Test
    void everyAlertFiresWhileItsCauseLastsAndNoLonger() throws Exception {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(prometheus.query("millrace_pipeline_well == 1")).isNotEmpty();
            assertThat(prometheus.query("node_filesystem_size_bytes")).isNotEmpty();
            assertThat(prometheus.query(FIRING)).isEmpty();
        });

        ill = true;

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(firing())
                        .isEqualTo(ObservabilityFiles.alerts().keySet()));

        ill = false;

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(firing()).isEmpty());
    }

    private Set<String> firing() throws Exception {
        Set<String> firing = new TreeSet<>();
        prometheus
                .query(FIRING)
                .forEach(alert -> firing.add(alert.at("/metric/alertname").asText()));
        return firing;
    }

    private String pipeline() {
        Instant now = Instant.now();
        PipelineSnapshot snapshot = ill ? Snapshots.hopeless(now) : Snapshots.well(now, now.getEpochSecond());
        MetricsText text = new MetricsText();
        SnapshotMetrics.add(text, snapshot);
        text.add(ExportedMetric.HOPELESS.family(), ill ? 1 : 0);
        return text.toString();
    }

    private String host() {
        String disk = "{device=\"/dev/sda1\",fstype=\"ext4\",mountpoint=\"/\"} ";
        return "node_filesystem_size_bytes" + disk + "100\nnode_filesystem_avail_bytes" + disk + (ill ? 5 : 50) + "\n";
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", MetricsText.MEDIA_TYPE);
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
