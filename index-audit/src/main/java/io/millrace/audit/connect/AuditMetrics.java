package io.millrace.audit.connect;

import io.millrace.event.SourceTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;

/**
 * The metrics of the task, published through Connect. Written by the audit's thread, read by any. Those of a task that starts
 * while its predecessor has yet to stop carry a tag {@code start}.
 */
final class AuditMetrics {
    private final PluginMetrics metrics;
    private final Clock clock;
    private final Instant start;
    private final AtomicLong rows;
    private final AtomicLong found;
    private final AtomicLong mended;
    private final AtomicLong failed;
    private final Map<SourceTable, TableAge> ages = new HashMap<>();

    private record TableAge(MetricName name, AtomicReference<Instant> compared) {}

    AuditMetrics(PluginMetrics metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
        start = clock.instant();
        rows = counter("rows-checked", "Rows and documents that were compared");
        found = counter("differences-found", "Differences that were found");
        mended = counter("differences-mended", "Differences that were mended, as an audit afterwards has shown");
        failed = counter("audits-failed", "Audits that could not compare the whole table");
    }

    void checked(int more) {
        rows.addAndGet(more);
    }

    void found(long differences) {
        found.addAndGet(differences);
    }

    void mended(long differences) {
        mended.addAndGet(differences);
    }

    void failed() {
        failed.incrementAndGet();
    }

    /** The tables that are audited from now on; those that are not any more have no metric. */
    void tables(Collection<SourceTable> tables) {
        ages.entrySet().removeIf(each -> {
            boolean gone = !tables.contains(each.getKey());
            if (gone) {
                metrics.removeMetric(each.getValue().name());
            }
            return gone;
        });
    }

    /**
     * Every row of a table was compared since then.
     *
     * @param since the epoch for a table that was never compared as a whole; its rows count from the task's start
     */
    void compared(SourceTable table, Instant since) {
        ages.computeIfAbsent(table, this::register).compared().set(since.equals(Instant.EPOCH) ? start : since);
    }

    private TableAge register(SourceTable table) {
        AtomicReference<Instant> compared = new AtomicReference<>(start);
        Gauge<Double> age = (config, now) ->
                Duration.between(compared.get(), clock.instant()).toMillis() / 1000.0;
        MetricName name = add(
                "oldest-unchecked-seconds",
                "Within this time every row of the table was compared",
                Map.of("table", table.toString()),
                age);
        return new TableAge(name, compared);
    }

    private AtomicLong counter(String name, String description) {
        AtomicLong counter = new AtomicLong();
        add(name, description, Map.of(), (Gauge<Long>) (config, now) -> counter.get());
        return counter;
    }

    private MetricName add(String name, String description, Map<String, String> tags, Gauge<?> gauge) {
        MetricName metric = metrics.metricName(name, description, new LinkedHashMap<>(tags));
        try {
            metrics.addMetric(metric, gauge);
        } catch (IllegalArgumentException taken) {
            LinkedHashMap<String, String> tagged = new LinkedHashMap<>(tags);
            tagged.put("start", Long.toString(start.toEpochMilli()));
            metric = metrics.metricName(name, description, tagged);
            metrics.addMetric(metric, gauge);
        }
        return metric;
    }
}
