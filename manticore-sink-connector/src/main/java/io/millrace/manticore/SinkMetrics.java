package io.millrace.manticore;

import io.millrace.event.Snowflake;
import io.millrace.manticore.index.BatchResult;
import io.millrace.manticore.pipeline.PipelineObserver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Percentile;
import org.apache.kafka.common.metrics.stats.Percentiles;
import org.apache.kafka.common.metrics.stats.Percentiles.BucketSizing;

/**
 * The metrics of a task, published through Connect. Written by the task's thread, read by any.
 *
 * <p>A task that did not stop in time, since Kafka was away, keeps its metric names while Connect starts its successor.
 * The successor's metrics then carry a tag {@code start} with the time at which it began.
 */
final class SinkMetrics implements PipelineObserver {
    private static final double NS_PER_MS = 1e6;
    private static final double MS_PER_S = 1e3;
    /** Buckets widen with the time they stand for: from a hundredth of a second to minutes at the end. */
    private static final int PERCENTILE_BYTES = 40_000;

    private static final Duration LONGEST_LATENCY = Duration.ofDays(8);

    private final PluginMetrics metrics;
    private final String start = Long.toString(System.currentTimeMillis());
    private final AtomicLong applied;
    private final AtomicLong replaced;
    private final AtomicLong deleted;
    private final AtomicLong expired;
    private final AtomicLong stale;
    private final AtomicLong deadLettered;
    private final AtomicLong passedOver;
    private final AtomicLong tablesSetAside;
    private final AtomicLong tablesDamaged;
    private final AtomicLong batches;
    private final AtomicLong retries;
    private final Timing bulk;
    private final Timing guard;
    private final Sensor latency;
    private final Map<Integer, AtomicLong> pending = new ConcurrentHashMap<>();

    private record Timing(AtomicLong nanos, Sensor sensor) {
        void add(Duration time) {
            SinkMetrics.add(nanos, time.toNanos());
            sensor.record(time.toNanos() / NS_PER_MS);
        }
    }

    SinkMetrics(PluginMetrics metrics) {
        this.metrics = metrics;
        applied = counter(
                "applied-total", "Events that took effect, including those that a newer one of their batch superseded");
        replaced = counter("replaced-total", "Documents written");
        deleted = counter("deleted-total", "Rows deleted");
        expired = counter("expired-total", "Rows removed since they had expired");
        stale = counter("stale-total", "Events dropped because the index held the same or something newer");
        deadLettered = counter("dead-lettered-total", "Events that could not be applied");
        passedOver = counter("passed-over-total", "Events not applied since their table is set aside");
        tablesDamaged = counter(
                "tables-damaged-total",
                "Times that a table in Manticore was found dropped or emptied by somebody else");
        tablesSetAside = counter("tables-set-aside", "Tables of the connector that are set aside");
        batches = counter("batches-total", "Batches written");
        retries = counter("retries-total", "Times that a partition was read again after a failure");
        bulk = timing("bulk-time-ms", "Milliseconds to write a batch");
        guard = timing("guard-time-ms", "Milliseconds to find out what of a batch is stale");
        latency = metrics.addSensor("searchable-latency-" + start);
        register(
                "seconds-to-searchable-avg",
                "Seconds from the commit at the source until the change could be searched for",
                Map.of(),
                name -> latency.add(name, new Avg()));
        register("seconds-to-searchable-max", "The longest of these", Map.of(), name -> latency.add(name, new Max()));
        register(
                "seconds-to-searchable-p99",
                "99 of 100 took no longer",
                Map.of(),
                name -> latency.add(new Percentiles(
                        PERCENTILE_BYTES,
                        0,
                        LONGEST_LATENCY.toSeconds(),
                        BucketSizing.LINEAR,
                        new Percentile(name, 99))));
    }

    /** The metric of a connector, which its tasks know nothing of. */
    static void ofConnector(PluginMetrics metrics, IntSupplier skippedSubjects) {
        MetricName name = metrics.metricName(
                "skipped-subjects",
                "Subjects in the stream that do not end with a partition's number, and are not read",
                new LinkedHashMap<>());
        metrics.addMetric(name, (Gauge<Integer>) (config, now) -> skippedSubjects.getAsInt());
    }

    @Override
    public void wrote(BatchResult result) {
        add(applied, result.applied());
        add(replaced, result.replaced());
        add(deleted, result.deleted());
        add(expired, result.expired().size());
        add(stale, result.stale());
        add(batches, 1);
        bulk.add(result.bulkTime());
        guard.add(result.guardTime());
        long now = System.currentTimeMillis();
        result.accepted().forEach(change -> {
            long committed = Snowflake.timeOf(change.eventId()).toEpochMilli();
            latency.record(Math.max(0, now - committed) / MS_PER_S, now, false);
        });
    }

    @Override
    public void deadLettered(int events) {
        add(deadLettered, events);
    }

    @Override
    public void passedOver(int events) {
        add(passedOver, events);
    }

    @Override
    public void tables(int setAside, long damaged) {
        tablesSetAside.lazySet(setAside);
        tablesDamaged.lazySet(damaged);
    }

    @Override
    public void startedOver() {
        add(retries, 1);
    }

    @Override
    public void pending(int partition, long events) {
        pending.computeIfAbsent(
                        partition,
                        missing -> counter(
                                "pending-count",
                                "Events of the partition that are not written yet",
                                Map.of("stream-partition", Integer.toString(partition))))
                .lazySet(events);
    }

    /** Only one thread writes, so nothing needs a lock. */
    private static void add(AtomicLong counter, long count) {
        counter.lazySet(counter.getPlain() + count);
    }

    private Timing timing(String name, String description) {
        AtomicLong nanos = new AtomicLong();
        gauge(name + "-total", description + ", all together", Map.of(), (config, now) -> nanos.get() / NS_PER_MS);
        Sensor sensor = metrics.addSensor(name + "-" + start);
        register(name + "-avg", description, Map.of(), metric -> sensor.add(metric, new Avg()));
        register(name + "-max", "The longest of these", Map.of(), metric -> sensor.add(metric, new Max()));
        return new Timing(nanos, sensor);
    }

    private AtomicLong counter(String name, String description) {
        return counter(name, description, Map.of());
    }

    private AtomicLong counter(String name, String description, Map<String, String> tags) {
        AtomicLong counter = new AtomicLong();
        gauge(name, description, tags, (config, now) -> counter.get());
        return counter;
    }

    private void gauge(String name, String description, Map<String, String> tags, Gauge<? extends Number> gauge) {
        register(name, description, tags, metric -> metrics.addMetric(metric, gauge));
    }

    private void register(
            String name, String description, Map<String, String> tags, Consumer<MetricName> registration) {
        Map<String, String> ordered = new LinkedHashMap<>(tags);
        try {
            registration.accept(metrics.metricName(name, description, new LinkedHashMap<>(ordered)));
        } catch (IllegalArgumentException taken) {
            ordered.put("start", start);
            registration.accept(metrics.metricName(name, description, new LinkedHashMap<>(ordered)));
        }
    }
}
