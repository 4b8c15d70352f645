package io.millrace.status;

import io.millrace.state.snapshot.PipelineSnapshot;
import io.millrace.state.snapshot.PipelineSnapshot.Connector;
import io.millrace.state.snapshot.PipelineSnapshot.Outage;
import io.millrace.state.snapshot.PipelineSnapshot.Stage;
import io.millrace.state.snapshot.PipelineSnapshot.StreamSpace;
import io.millrace.state.snapshot.PipelineSnapshot.Table;
import java.util.List;

/** What a snapshot says, as metrics. They are about the whole pipeline, so each worker has the same. */
final class SnapshotMetrics {
    private static final double MS_PER_SECOND = 1000;

    private static final MetricFamily WELL = gauge("pipeline_well", "1 while nothing needs a person, else 0");
    private static final MetricFamily SERVER_UP = gauge(
            "server_up",
            "1 while the server, or one of its addresses, answers the worker, 0 while none does; absent while it is not asked");
    private static final MetricFamily ADDRESSES_AWAY = gauge(
            "server_addresses_away", "Addresses of the server that do not answer the worker, while another one does");
    private static final MetricFamily CONNECTOR_RUNNING =
            gauge("connector_running", "1 while the connector and all its tasks are running, else 0");
    private static final MetricFamily FAILED_TASKS = gauge("connector_failed_tasks", "Tasks that have failed");
    private static final MetricFamily WAITING = gauge("stage_waiting_events", "Events that wait before the connector");
    private static final MetricFamily DELAY =
            gauge("stage_delay_seconds", "For how long the oldest event that waits before the connector has waited");
    private static final MetricFamily STUCK =
            gauge("stage_stuck", "1 while nothing moves though something waits, or nobody can tell, else 0");
    private static final MetricFamily PASSED = new MetricFamily(
            "millrace_stage_passed_events_total", "counter", "Events that have passed the connector, about");
    private static final MetricFamily ROWS = gauge("table_rows", "Rows in the index");
    private static final MetricFamily SET_ASIDE =
            gauge("table_set_aside", "1 while the table is set aside and its changes are not applied, else 0");
    private static final MetricFamily LAST_CHANGE =
            gauge("table_last_change_timestamp_seconds", "When the newest event of the table was stored in the stream");
    private static final MetricFamily TO_BE_AUDITED =
            gauge("table_to_be_audited", "1 while the table has to be audited");
    private static final MetricFamily AUDIT_DIFFERENCES = gauge(
            "table_audit_differences", "Differences that the last audit of the table found and that were not mended");
    private static final MetricFamily LAST_AUDIT =
            gauge("table_last_audit_timestamp_seconds", "When the last audit of the table ended");
    private static final MetricFamily STREAM_BYTES = gauge("stream_bytes", "Size of the stream");
    private static final MetricFamily STREAM_LIMIT =
            gauge("stream_limit_bytes", "Size from which on the stream refuses events, if it has a limit");
    private static final MetricFamily STREAM_AGE =
            gauge("stream_max_age_seconds", "Age at which the stream deletes an event, if it has a limit");
    private static final MetricFamily DEAD_LETTERS =
            gauge("dead_letters", "Dead letters that were neither resent nor dropped");

    /** Where the pipeline keeps what a worker asks for. */
    private static final List<String> SERVERS = List.of("Connect", "Kafka", "NATS", "Manticore");

    static final List<MetricFamily> ALL = List.of(
            WELL,
            SERVER_UP,
            ADDRESSES_AWAY,
            CONNECTOR_RUNNING,
            FAILED_TASKS,
            WAITING,
            DELAY,
            STUCK,
            PASSED,
            ROWS,
            SET_ASIDE,
            LAST_CHANGE,
            TO_BE_AUDITED,
            AUDIT_DIFFERENCES,
            LAST_AUDIT,
            STREAM_BYTES,
            STREAM_LIMIT,
            STREAM_AGE,
            DEAD_LETTERS);

    private SnapshotMetrics() {}

    static void add(MetricSamples samples, PipelineSnapshot snapshot) {
        samples.add(WELL, number(snapshot.isWell()));
        SERVERS.forEach(server -> add(
                samples,
                server,
                snapshot.outages().stream()
                        .filter(outage -> outage.server().equals(server))
                        .toList()));
        snapshot.connectors().forEach(connector -> add(samples, connector));
        snapshot.stages().forEach(stage -> add(samples, stage));
        snapshot.tables().forEach(table -> add(samples, table));
        snapshot.marks().forEach(mark -> samples.add(TO_BE_AUDITED, 1, "source", mark.source(), "table", mark.table()));
        snapshot.stream().ifPresent(stream -> add(samples, stream));
        snapshot.deadLetters()
                .forEach(letters -> samples.add(DEAD_LETTERS, letters.count(), "connector", letters.connector()));
    }

    private static void add(MetricSamples samples, String server, List<Outage> outages) {
        if (!outages.isEmpty() && outages.stream().allMatch(Outage::isUnasked)) {
            return;
        }
        long addresses = outages.stream().filter(Outage::isOfOneAddress).count();
        boolean up = outages.stream().allMatch(outage -> outage.isOfOneAddress() || outage.isUnasked());
        samples.add(SERVER_UP, number(up), "server", server);
        samples.add(ADDRESSES_AWAY, addresses, "server", server);
    }

    private static void add(MetricSamples samples, Connector connector) {
        String role = connector.role().label();
        samples.add(CONNECTOR_RUNNING, number(connector.isRunning()), "connector", connector.name(), "role", role);
        samples.add(
                FAILED_TASKS,
                connector.tasks().stream()
                        .filter(task -> task.state().equals("FAILED"))
                        .count(),
                "connector",
                connector.name(),
                "role",
                role);
    }

    private static void add(MetricSamples samples, Stage stage) {
        String[] labels = {"connector", stage.connector(), "route", stage.route()};
        stage.events().ifPresent(events -> samples.add(WAITING, events, labels));
        stage.delay().ifPresent(delay -> samples.add(DELAY, delay.toMillis() / MS_PER_SECOND, labels));
        samples.add(STUCK, number(stage.isStuck()), labels);
        stage.passed().ifPresent(events -> samples.add(PASSED, events, labels));
    }

    private static void add(MetricSamples samples, Table table) {
        String[] labels = {"connector", table.sink(), "source", table.source(), "table", table.name()};
        table.rows().ifPresent(rows -> samples.add(ROWS, rows, labels));
        samples.add(SET_ASIDE, number(table.state().equals("set aside")), labels);
        table.lastChange().ifPresent(time -> samples.add(LAST_CHANGE, time.toEpochMilli() / MS_PER_SECOND, labels));
        table.audit().ifPresent(audit -> {
            samples.add(AUDIT_DIFFERENCES, audit.differences(), labels);
            samples.add(LAST_AUDIT, audit.time().toEpochMilli() / MS_PER_SECOND, labels);
        });
    }

    private static void add(MetricSamples samples, StreamSpace stream) {
        String[] labels = {"stream", stream.name()};
        samples.add(STREAM_BYTES, stream.bytes(), labels);
        stream.maxBytes().ifPresent(bytes -> samples.add(STREAM_LIMIT, bytes, labels));
        stream.maxAge().ifPresent(age -> samples.add(STREAM_AGE, age.toMillis() / MS_PER_SECOND, labels));
    }

    private static double number(boolean value) {
        return value ? 1 : 0;
    }

    private static MetricFamily gauge(String name, String help) {
        return new MetricFamily("millrace_" + name, "gauge", help);
    }
}
