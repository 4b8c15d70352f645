package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.Checkout;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What the metrics tell of a task that has seen everything that is counted. */
class BridgeMetricsIT extends BridgeOnNats {
    @Test
    void everyMetricTellsWhatHappened() throws Exception {
        FakeTopic topic = new FakeTopic(Shop.TOPIC, 0);
        double before = secondsSinceCommit();
        topic.appendInserts(100);
        topic.append(Shop.key(1), null);
        topic.append(null, Shop.insert(1, "without a key"));
        topic.appendInserts(1);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        topic.appendInserts(500);
        worker.step();
        server.kill();
        while (worker.context.metrics.value("connected") > 0) {
            worker.step();
        }
        server.restart();
        topic.appendInserts(10);
        worker.runToEnd();
        // As Connect does when nothing else is left to do.
        worker.step();
        FakePluginMetrics metrics = worker.context.metrics;

        assertThat(metrics.value("published-total")).isBetween(101.0, 611.0);
        assertThat(metrics.value("published-bytes-total")).isGreaterThan(101 * 100.0);
        assertThat(metrics.value("skipped-total")).isEqualTo(1);
        assertThat(metrics.value("rejected-total")).isEqualTo(1);
        assertThat(metrics.value("replays-skipped-total")).isEqualTo(1);
        assertThat(metrics.value("republished-total")).isBetween(0.0, 500.0);
        assertThat(metrics.value("reconnects-total")).isEqualTo(1);
        assertThat(metrics.value("connected")).isEqualTo(1);
        assertThat(metrics.value("in-flight-count")).isZero();
        assertThat(metrics.value("in-flight-bytes")).isZero();
        assertThat(metrics.value("publish-latency-avg")).isPositive();
        assertThat(metrics.value("publish-latency-max")).isGreaterThanOrEqualTo(metrics.value("publish-latency-avg"));
        assertThat(metrics.value("seconds-behind-source")).isBetween(before, secondsSinceCommit());
    }

    @Test
    void theDocumentationListsEveryMetric() throws Exception {
        FakePluginMetrics metrics = new FakePluginMetrics();
        new BridgeMetrics(metrics);
        String page = Files.readString(Checkout.root().resolve("docs/operations.md"));

        assertThat(metrics.names())
                .hasSize(17)
                .allSatisfy(name -> assertThat(page).contains('`' + name + '`'));
    }

    private static double secondsSinceCommit() {
        return System.currentTimeMillis() / 1e3 - Shop.COMMIT_TIME_US / 1e6;
    }
}
