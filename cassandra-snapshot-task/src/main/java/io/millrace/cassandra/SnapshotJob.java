package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.millrace.cassandra.publish.EventWriter;
import io.millrace.cassandra.ring.RingPlan;
import io.millrace.cassandra.ring.TokenRange;
import io.millrace.cassandra.ring.TokenSet;
import io.millrace.cassandra.row.RowConverter;
import io.millrace.cassandra.state.SnapshotLease;
import io.millrace.cassandra.state.SnapshotStateStore;
import io.millrace.cassandra.state.TableProgress;
import io.millrace.cassandra.state.TableProgressEntry;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the job: goes on where the last one ended. */
final class SnapshotJob {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotJob.class);
    private static final long BYTES_PER_MB = 1_000_000;
    /** Enough for all readers to be busy to the end, few enough to be no load where a table is small. */
    private static final int RANGES_PER_READER = 4;

    private final SnapshotSettings settings;
    private final StopSignal stop;

    SnapshotJob(SnapshotSettings settings, StopSignal stop) {
        this.settings = settings;
        this.stop = stop;
    }

    /** How the run shows itself. */
    interface Display {
        AutoCloseable show(SnapshotProgress progress);
    }

    /** @param restart to begin anew, whatever was done already */
    SnapshotSummary run(boolean restart, Display display) throws Exception {
        try (NatsLink nats = NatsLink.open(settings.nats(), settings.text(SnapshotSetting.STREAM), this::fail);
                CassandraCluster cluster = CassandraCluster.connect(settings)) {
            List<TableMetadata> found = cluster.tables(settings.tables());
            SnapshotStateStore state = state(nats);
            try (SnapshotLease lease = state.lease(new SnapshotLease.Terms(
                    ProcessHandle.current().pid() + "@" + hostName() + " " + UUID.randomUUID(),
                    settings.duration(SnapshotSetting.LEASE_MS),
                    this::fail))) {
                List<TableSnapshot> tables = new ArrayList<>();
                for (TableMetadata table : found) {
                    tables.add(prepare(table, cluster, nats, state, restart));
                }
                return read(tables, cluster, nats, display);
            }
        }
    }

    /** What a run would do, for a person; changes nothing. */
    String plan(boolean restart) throws Exception {
        StringBuilder text = new StringBuilder();
        try (NatsLink nats = NatsLink.open(settings.nats(), settings.text(SnapshotSetting.STREAM), this::fail);
                CassandraCluster cluster = CassandraCluster.connect(settings)) {
            for (TableMetadata table : cluster.tables(settings.tables())) {
                Optional<TableProgress> before = restart
                        ? Optional.empty()
                        : SnapshotStateStore.peek(
                                nats.connection(),
                                source(),
                                table.getKeyspace().asInternal(),
                                table.getName().asInternal());
                TokenSet done = before.filter(progress -> progress.identity().equals(identity(table, nats)))
                        .map(TableProgress::done)
                        .orElseGet(TokenSet::new);
                RingPlan plan = plan(table, cluster, done);
                RowConverter reader = reader(table, cluster, 0);
                double partitions = plan.plannedRanges().stream()
                        .mapToDouble(RingPlan.PlannedRange::partitions)
                        .sum();
                text.append(String.format(
                        "%s: %d ranges to read, about %,.0f partitions by the nodes' estimates%s%n  columns: %s%n  query: %s%n",
                        CqlTableName.of(table),
                        plan.plannedRanges().size(),
                        partitions,
                        done.ranges().isEmpty() ? "" : "; the rest is in the stream already",
                        reader.describe(),
                        reader.select()));
            }
        }
        return text.toString();
    }

    private SnapshotSummary read(List<TableSnapshot> tables, CassandraCluster cluster, NatsLink nats, Display display)
            throws Exception {
        SnapshotProgress progress = new SnapshotProgress(tables.stream()
                .mapToInt(table -> table.plan().plannedRanges().size())
                .sum());
        EventWriter.Target target = new EventWriter.Target(
                settings.text(SnapshotSetting.STREAM), settings.duration(SnapshotSetting.RETRY_TIMEOUT_MS));
        try (EventWriter writer = new EventWriter(nats.connection(), target);
                AutoCloseable shown = display.show(progress)) {
            stop.onFailure(failure -> writer.fail(String.valueOf(failure.getMessage())));
            SnapshotContext context = new SnapshotContext(
                    settings,
                    cluster,
                    writer,
                    new DeadLetterWriter(
                            Path.of(settings.text(SnapshotSetting.DEAD_LETTER_FILE)),
                            settings.find(SnapshotSetting.DEAD_LETTER_SUBJECT),
                            nats.connection()),
                    progress,
                    new RateLimit(settings.number(SnapshotSetting.ROWS_PER_SECOND), stop),
                    stop,
                    nats.maxEventBytes());
            List<RangeReader> tasks = new ArrayList<>();
            for (TableSnapshot table : tables) {
                for (RingPlan.PlannedRange part : table.plan().plannedRanges()) {
                    tasks.add(new RangeReader(table, part.range(), context));
                }
            }
            new RangeReaderPool(tasks, settings.number(SnapshotSetting.PARALLELISM), context).run();
        }
        List<SnapshotSummary.TableResult> results = tables.stream()
                .map(table -> new SnapshotSummary.TableResult(
                        table.name(), table.state().progress()))
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

    private TableSnapshot prepare(
            TableMetadata table, CassandraCluster cluster, NatsLink nats, SnapshotStateStore state, boolean restart)
            throws IOException, JetStreamApiException {
        CqlTableName name = CqlTableName.of(table);
        TableProgress beginning = TableProgress.begin(identity(table, nats), nowMicros());
        TableProgressEntry progress = restart
                ? state.restart(name.keyspace(), name.table(), beginning)
                : state.resume(name.keyspace(), name.table(), beginning);
        TokenSet done = progress.progress().done();
        if (!done.ranges().isEmpty()) {
            LOG.info("{}: goes on after {} rows", name, progress.progress().rows());
        }
        RowConverter reader = reader(table, cluster, progress.progress().startedMicros());
        return new TableSnapshot(
                name, reader, cluster.session().prepare(reader.select()), progress, plan(table, cluster, done));
    }

    private RingPlan plan(TableMetadata table, CassandraCluster cluster, TokenSet done) {
        List<TokenRange> ring = cluster.ring().ranges();
        return RingPlan.of(
                ring,
                done,
                cluster.estimates(table),
                new RingPlan.Granularity(
                        settings.number(SnapshotSetting.RANGE_MB) * BYTES_PER_MB,
                        settings.number(SnapshotSetting.PARALLELISM) * RANGES_PER_READER));
    }

    private RowConverter reader(TableMetadata table, CassandraCluster cluster, long startedMicros) {
        return new RowConverter(
                table,
                new RowConverter.EventOptions(
                        source(),
                        settings.number(SnapshotSetting.PARTITIONS),
                        startedMicros,
                        cluster.tellsCollectionWriteTimes(),
                        SnapshotJob::nowMicros));
    }

    /** What was read and where it went: the rows of another table, or in another stream, are not these. */
    private String identity(TableMetadata table, NatsLink nats) {
        return "table " + table.getId().map(Object::toString).orElse("?") + ", stream " + nats.identity() + ", "
                + settings.text(SnapshotSetting.PARTITIONS) + " partitions";
    }

    private SnapshotStateStore state(NatsLink nats) throws IOException, JetStreamApiException {
        return SnapshotStateStore.open(nats.connection(), source(), settings.number(SnapshotSetting.STATE_REPLICAS));
    }

    private String source() {
        return settings.text(SnapshotSetting.SOURCE_NAME);
    }

    private void fail(String reason) {
        stop.fail(new IllegalStateException(reason));
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private static String hostName() {
        return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("this host");
    }
}
