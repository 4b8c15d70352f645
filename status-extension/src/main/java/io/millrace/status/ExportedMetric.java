package io.millrace.status;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The metrics that the plug-ins publish through JMX on their own worker, under the names that Prometheus gives them. */
enum ExportedMetric {
    PUBLISHED("published-total", Kind.COUNTER, "bridge_published_events_total", "Events that the stream has stored"),
    PUBLISHED_BYTES(
            "published-bytes-total",
            Kind.COUNTER,
            "bridge_published_bytes_total",
            "Bytes of these events, including headers"),
    REPUBLISHED(
            "republished-total",
            Kind.COUNTER,
            "bridge_republished_events_total",
            "Events sent again because their connection broke before they were acknowledged"),
    REPLAYS_SKIPPED(
            "replays-skipped-total",
            Kind.COUNTER,
            "bridge_skipped_replays_total",
            "Records skipped because the stream had them already"),
    SKIPPED(
            "skipped-total",
            Kind.COUNTER,
            "bridge_skipped_records_total",
            "Tombstones, heartbeats, schema changes and transaction metadata left out"),
    REJECTED(
            "rejected-total",
            Kind.COUNTER,
            "bridge_rejected_records_total",
            "Records that are not events, reported to Connect"),
    SHORTENED(
            "shortened-total",
            Kind.COUNTER,
            "bridge_shortened_events_total",
            "Events published without columns that were left out for their size"),
    RAISED_RUNS(
            "raised-runs-total",
            Kind.COUNTER,
            "bridge_raised_runs_total",
            "Runs of a source connector whose ids were raised in a topic partition"),
    FOREIGN_SUBJECTS(
            "foreign-subjects-total",
            Kind.COUNTER,
            "bridge_foreign_subjects_total",
            "Subjects in the stream whose last message was found not to be a change event"),
    DELETED_UNPUBLISHED(
            "deleted-unpublished-total",
            Kind.COUNTER,
            "bridge_deleted_unpublished_offsets_total",
            "Kafka offsets that were deleted before their records were published"),
    RECONNECTS("reconnects-total", Kind.COUNTER, "bridge_reconnects_total", "Connections to NATS after the first"),
    IN_FLIGHT("in-flight-count", Kind.GAUGE, "bridge_in_flight_events", "Events sent but not yet acknowledged"),
    IN_FLIGHT_BYTES(
            "in-flight-bytes", Kind.GAUGE, "bridge_in_flight_bytes", "Bytes of these events, including headers"),
    CONNECTED("connected", Kind.GAUGE, "bridge_connected", "1 while connected to the stream, else 0"),
    PUBLISH_LATENCY(
            "publish-latency-avg",
            Kind.MILLISECONDS,
            "bridge_publish_latency_avg_seconds",
            "From sending an event to its acknowledgement, on average"),
    LONGEST_PUBLISH_LATENCY(
            "publish-latency-max",
            Kind.MILLISECONDS,
            "bridge_publish_latency_max_seconds",
            "The longest time from sending an event to its acknowledgement"),
    BEHIND_SOURCE(
            "seconds-behind-source",
            Kind.GAUGE,
            "bridge_behind_source_seconds",
            "From the commit of the last event until the stream had stored it"),

    APPLIED(
            "applied-total",
            Kind.COUNTER,
            "sink_applied_events_total",
            "Events that took effect, including those that a newer one of their batch superseded"),
    REPLACED("replaced-total", Kind.COUNTER, "sink_replaced_documents_total", "Documents written"),
    DELETED("deleted-total", Kind.COUNTER, "sink_deleted_rows_total", "Rows deleted"),
    EXPIRED("expired-total", Kind.COUNTER, "sink_expired_rows_total", "Rows removed since they had expired"),
    STALE(
            "stale-total",
            Kind.COUNTER,
            "sink_stale_events_total",
            "Events dropped because the index held the same or something newer"),
    DEAD_LETTERED(
            "dead-lettered-total", Kind.COUNTER, "sink_dead_lettered_events_total", "Events that could not be applied"),
    PASSED_OVER(
            "passed-over-total",
            Kind.COUNTER,
            "sink_passed_over_events_total",
            "Events not applied since their table is set aside"),
    TABLES_DAMAGED(
            "tables-damaged-total",
            Kind.COUNTER,
            "sink_damaged_tables_total",
            "Times that a table in Manticore was found dropped or emptied by somebody else"),
    TABLES_SET_ASIDE(
            "tables-set-aside", Kind.GAUGE, "sink_tables_set_aside", "Tables of the connector that are set aside"),
    BATCHES("batches-total", Kind.COUNTER, "sink_batches_total", "Batches written"),
    RETRIES(
            "retries-total",
            Kind.COUNTER,
            "sink_retries_total",
            "Times that a partition was read again after a failure"),
    BULK_TIME("bulk-time-ms-total", Kind.MILLISECONDS_TOTAL, "sink_bulk_seconds_total", "Time spent writing batches"),
    BULK_TIME_AVERAGE(
            "bulk-time-ms-avg", Kind.MILLISECONDS, "sink_bulk_avg_seconds", "Time to write a batch, on average"),
    LONGEST_BULK_TIME(
            "bulk-time-ms-max", Kind.MILLISECONDS, "sink_bulk_max_seconds", "The longest time to write a batch"),
    GUARD_TIME(
            "guard-time-ms-total",
            Kind.MILLISECONDS_TOTAL,
            "sink_guard_seconds_total",
            "Time spent finding out what of batches is stale"),
    GUARD_TIME_AVERAGE(
            "guard-time-ms-avg",
            Kind.MILLISECONDS,
            "sink_guard_avg_seconds",
            "Time to find out what of a batch is stale, on average"),
    LONGEST_GUARD_TIME(
            "guard-time-ms-max",
            Kind.MILLISECONDS,
            "sink_guard_max_seconds",
            "The longest time to find out what of a batch is stale"),
    TO_SEARCHABLE(
            "seconds-to-searchable-avg",
            Kind.GAUGE,
            "sink_seconds_to_searchable_avg",
            "From the commit at the source until the change could be searched for, on average"),
    LONGEST_TO_SEARCHABLE(
            "seconds-to-searchable-max", Kind.GAUGE, "sink_seconds_to_searchable_max", "The longest of these times"),
    MOST_TO_SEARCHABLE(
            "seconds-to-searchable-p99",
            Kind.GAUGE,
            "sink_seconds_to_searchable_p99",
            "99 of 100 changes took no longer"),
    PENDING(
            "pending-count",
            Kind.GAUGE,
            "sink_pending_events",
            "Events of a partition of the stream that are not written yet"),
    SKIPPED_SUBJECTS(
            "skipped-subjects",
            Kind.GAUGE,
            "sink_skipped_subjects",
            "Subjects in the stream that do not end with a partition's number, and are not read"),

    ROWS_CHECKED("rows-checked", Kind.COUNTER, "audit_checked_rows_total", "Rows and documents that were compared"),
    DIFFERENCES_FOUND(
            "differences-found", Kind.COUNTER, "audit_differences_found_total", "Differences that were found"),
    DIFFERENCES_MENDED(
            "differences-mended",
            Kind.COUNTER,
            "audit_differences_mended_total",
            "Differences that were mended, as an audit afterwards has shown"),
    AUDITS_FAILED(
            "audits-failed", Kind.COUNTER, "audit_failures_total", "Audits that could not compare the whole table"),
    OLDEST_UNCHECKED(
            "oldest-unchecked-seconds",
            Kind.GAUGE,
            "audit_oldest_unchecked_seconds",
            "Within this time every row of the table was compared"),

    RESTARTS(
            "restarts-total",
            Kind.COUNTER,
            "watchdog_restarts_total",
            "Restarts of failed connectors and tasks of this worker"),
    FAILED("failed-count", Kind.GAUGE, "watchdog_failed", "Connectors and tasks of this worker that are failed now"),
    HOPELESS("hopeless-count", Kind.GAUGE, "watchdog_hopeless", "Those of them that several restarts have not helped");

    /** How a value is published, and in which unit JMX has it; Prometheus has seconds. */
    private enum Kind {
        COUNTER("counter", 1),
        GAUGE("gauge", 1),
        MILLISECONDS("gauge", 1e-3),
        MILLISECONDS_TOTAL("counter", 1e-3);

        private final String type;
        private final double scale;

        Kind(String type, double scale) {
            this.type = type;
            this.scale = scale;
        }
    }

    private static final Map<String, ExportedMetric> BY_ATTRIBUTE =
            Arrays.stream(values()).collect(Collectors.toMap(each -> each.attribute, Function.identity()));

    private final String attribute;
    private final Kind kind;
    private final MetricFamily family;

    ExportedMetric(String attribute, Kind kind, String name, String help) {
        this.attribute = attribute;
        this.kind = kind;
        family = new MetricFamily("millrace_" + name, kind.type, help);
    }

    /** The metrics by the names of their attributes in JMX, which no two plug-ins share. */
    static Map<String, ExportedMetric> byAttribute() {
        return BY_ATTRIBUTE;
    }

    String attribute() {
        return attribute;
    }

    MetricFamily family() {
        return family;
    }

    double inPrometheus(double value) {
        return value * kind.scale;
    }
}
