package io.millrace.bridge;

import io.millrace.bridge.publish.EventMessage;
import io.millrace.bridge.publish.EventPublisher;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;

/**
 * The metrics of a task. Written by the task's thread, read by any thread.
 *
 * <p>A task that did not stop in time, because Kafka was unavailable, keeps its metric names while Connect already runs
 * its successor. The successor's metrics then carry a tag {@code start} with its start time.
 */
final class BridgeMetrics implements EventPublisher.PublishListener {
    private static final double NS_PER_MS = 1e6;
    private static final double US_PER_S = 1e6;
    private static final long US_PER_MS = 1000;

    private final PluginMetrics metrics;
    private final Sensor latency;
    private final AtomicLong published;
    private final AtomicLong publishedBytes;
    private final AtomicLong republished;
    private final AtomicLong replays;
    private final AtomicLong skipped;
    private final AtomicLong rejected;
    private final AtomicLong shortened;
    private final AtomicLong raised;
    private final AtomicLong foreign;
    private final AtomicLong deleted;
    private final AtomicLong reconnects;
    private final AtomicLong inFlight;
    private final AtomicLong inFlightBytes;
    private final AtomicLong connected;
    private final AtomicLong behindSource = new AtomicLong();
    private final String start = Long.toString(System.currentTimeMillis());

    BridgeMetrics(PluginMetrics metrics) {
        this.metrics = metrics;
        published = counter("published-total", "Events that the stream has stored");
        publishedBytes = counter("published-bytes-total", "Bytes of these events, including headers");
        republished = counter(
                "republished-total", "Events sent again because their connection broke before they were acknowledged");
        replays = counter("replays-skipped-total", "Records skipped because the stream had them already");
        skipped = counter("skipped-total", "Tombstones, heartbeats, schema changes and transaction metadata left out");
        rejected = counter("rejected-total", "Records that are not events, reported to Connect");
        shortened = counter("shortened-total", "Events published without columns that were left out for their size");
        raised = counter(
                "raised-runs-total",
                "Runs of a source connector whose ids were raised in a topic partition, because they began with earlier"
                        + " times than the stream had or that began before the last events of an earlier run came");
        foreign = counter(
                "foreign-subjects-total",
                "Subjects in the stream whose last message was found not to be a change event");
        deleted = counter(
                "deleted-unpublished-total",
                "Kafka offsets that were deleted before their records were published; some may be transaction markers");
        reconnects = counter("reconnects-total", "Connections to NATS after the first");
        inFlight = counter("in-flight-count", "Events sent but not yet acknowledged");
        inFlightBytes = counter("in-flight-bytes", "Bytes of these events, including headers");
        connected = counter("connected", "1 while connected to the stream, else 0");
        latency = metrics.addSensor("publish-latency");
        register(
                "publish-latency-avg",
                "Milliseconds from sending an event to its acknowledgement",
                name -> latency.add(name, new Avg()));
        register("publish-latency-max", "The longest of these", name -> latency.add(name, new Max()));
        register(
                "seconds-behind-source",
                "Seconds from the commit of the last event until the stream had stored it",
                name -> metrics.addMetric(name, (Gauge<Double>) (config, now) -> behindSource.get() / US_PER_S));
    }

    @Override
    public void stored(EventMessage message, Duration time) {
        add(published, 1);
        add(publishedBytes, message.size());
        latency.record(time.toNanos() / NS_PER_MS);
        behindSource.lazySet(System.currentTimeMillis() * US_PER_MS - message.commitTimeUs());
    }

    @Override
    public void raised() {
        add(raised, 1);
    }

    void republished() {
        add(republished, 1);
    }

    void skippedReplay() {
        add(replays, 1);
    }

    void skipped() {
        add(skipped, 1);
    }

    void rejected() {
        add(rejected, 1);
    }

    void shortened() {
        add(shortened, 1);
    }

    void foreign(long subjects) {
        foreign.lazySet(subjects);
    }

    void deleted(long offsets) {
        add(deleted, offsets);
    }

    void inFlight(int count, long bytes) {
        inFlight.lazySet(count);
        inFlightBytes.lazySet(bytes);
    }

    void connected() {
        connected.lazySet(1);
    }

    void reconnected() {
        add(reconnects, 1);
    }

    void disconnected() {
        connected.lazySet(0);
    }

    /** Only the task's thread writes, so no lock is needed. */
    private static void add(AtomicLong counter, long count) {
        counter.lazySet(counter.getPlain() + count);
    }

    private AtomicLong counter(String name, String description) {
        AtomicLong counter = new AtomicLong();
        register(name, description, metric -> metrics.addMetric(metric, (Gauge<Long>) (config, now) -> counter.get()));
        return counter;
    }

    private void register(String name, String description, Consumer<MetricName> registration) {
        try {
            registration.accept(metrics.metricName(name, description, new LinkedHashMap<>()));
        } catch (IllegalArgumentException taken) {
            registration.accept(metrics.metricName(name, description, new LinkedHashMap<>(Map.of("start", start))));
        }
    }
}
