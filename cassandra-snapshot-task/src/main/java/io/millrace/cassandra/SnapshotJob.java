package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.millrace.cassandra.publish.EventWriter;
import io.millrace.cassandra.ring.RingPlan;
import io.millrace.cassandra.state.SnapshotStateStore;
import io.millrace.cassandra.state.TableProgress;
import io.millrace.nats.Lease;
import io.millrace.pace.RateLimit;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One run of the job, which resumes where the previous run stopped. */
final class SnapshotJob {
    private final SnapshotSettings settings;
    private final StopSignal stop;

    SnapshotJob(SnapshotSettings settings, StopSignal stop) {
        this.settings = settings;
        this.stop = stop;
    }

    /** Shows the progress of a run until it is closed. */
    interface Display {
        AutoCloseable show(SnapshotProgress progress);
    }

    /** @param restart whether to discard the recorded progress and read everything */
    SnapshotSummary run(boolean restart, Display display) throws Exception {
        try (TargetStream stream = TargetStream.open(settings, stop);
                CassandraCluster cluster = CassandraCluster.connect(settings)) {
            List<TableMetadata> found = cluster.tables(settings.tables());
            TablePlanner planner = new TablePlanner(settings, cluster, stream.identity());
            SnapshotStateStore store = SnapshotStateStore.open(
                    stream.connection(), sourceName(), settings.number(SnapshotSetting.STATE_REPLICAS));
            try (Lease lease = store.lease(leaseTerms())) {
                List<TableSnapshot> tables = new ArrayList<>();
                for (TableMetadata table : found) {
                    tables.add(planner.prepare(table, store, restart));
                }
                return read(tables, stream, display);
            }
        }
    }

    /** Describes what a run would do, for a person; changes nothing. */
    String plan(boolean restart) throws Exception {
        StringBuilder text = new StringBuilder();
        try (TargetStream stream = TargetStream.open(settings, stop);
                CassandraCluster cluster = CassandraCluster.connect(settings)) {
            TablePlanner planner = new TablePlanner(settings, cluster, stream.identity());
            for (TableMetadata table : cluster.tables(settings.tables())) {
                text.append(planner.describe(table, restart ? Optional.empty() : recorded(table, stream)));
            }
        }
        return text.toString();
    }

    private SnapshotSummary read(List<TableSnapshot> tables, TargetStream stream, Display display) throws Exception {
        SnapshotProgress progress = new SnapshotProgress(tables.stream()
                .mapToInt(table -> table.plan().plannedRanges().size())
                .sum());
        EventWriter.Target target = new EventWriter.Target(
                settings.text(SnapshotSetting.STREAM), settings.duration(SnapshotSetting.RETRY_TIMEOUT_MS));
        try (EventWriter writer = new EventWriter(stream.connection(), target);
                AutoCloseable shown = display.show(progress)) {
            stop.onFailure(failure -> writer.fail(String.valueOf(failure.getMessage())));
            DeadLetterWriter deadLetters = new DeadLetterWriter(
                    Path.of(settings.text(SnapshotSetting.DEAD_LETTER_FILE)),
                    settings.find(SnapshotSetting.DEAD_LETTER_SUBJECT),
                    stream.connection());
            RateLimit rate = new RateLimit(settings.number(SnapshotSetting.ROWS_PER_SECOND));
            SnapshotContext context =
                    new SnapshotContext(writer, deadLetters, progress, rate, stop, stream.sizeLimit());
            List<RangeReader> readers = new ArrayList<>();
            for (TableSnapshot table : tables) {
                for (RingPlan.PlannedRange planned : table.plan().plannedRanges()) {
                    readers.add(new RangeReader(table, planned.range(), context));
                }
            }
            new RangeReaderPool(readers, settings.number(SnapshotSetting.PARALLELISM), stop).run();
        }
        List<SnapshotSummary.TableResult> results = tables.stream()
                .map(table -> new SnapshotSummary.TableResult(
                        table.name(), table.entry().progress()))
                .toList();
        return new SnapshotSummary(outcome(results), progress.now(), results);
    }

    private SnapshotOutcome outcome(List<SnapshotSummary.TableResult> tables) {
        if (stop.failure().isPresent()) {
            return SnapshotOutcome.FAILED;
        }
        if (!tables.stream().allMatch(table -> table.progress().isComplete())) {
            return SnapshotOutcome.INTERRUPTED;
        }
        return tables.stream().anyMatch(table -> table.progress().rejected() > 0)
                ? SnapshotOutcome.REJECTED_ROWS
                : SnapshotOutcome.COMPLETE;
    }

    private Optional<TableProgress> recorded(TableMetadata table, TargetStream stream)
            throws IOException, JetStreamApiException {
        CqlTableName name = CqlTableName.of(table);
        return SnapshotStateStore.peek(stream.connection(), sourceName(), name.keyspace(), name.table());
    }

    private Lease.Terms leaseTerms() {
        String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("this host");
        return new Lease.Terms(
                ProcessHandle.current().pid() + "@" + host + " " + UUID.randomUUID(),
                settings.duration(SnapshotSetting.LEASE_MS),
                stop::fail);
    }

    private String sourceName() {
        return settings.text(SnapshotSetting.SOURCE_NAME);
    }
}
