package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.millrace.cassandra.publish.StreamWriter;
import io.millrace.cassandra.ring.RingPlan;
import io.millrace.cassandra.ring.TokenRange;
import io.millrace.cassandra.ring.TokenSet;
import io.millrace.cassandra.row.TableReader;
import io.millrace.cassandra.state.SnapshotLease;
import io.millrace.cassandra.state.SnapshotState;
import io.millrace.cassandra.state.TableProgress;
import io.millrace.cassandra.state.TableState;
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
final class Snapshot {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
    private static final long BYTES_PER_MB = 1_000_000;
    /** Enough for all readers to be busy to the end, few enough to be no load where a table is small. */
    private static final int RANGES_PER_READER = 4;

    private final Settings settings;
    private final StopSignal stop;

    Snapshot(Settings settings, StopSignal stop) {
        this.settings = settings;
        this.stop = stop;
    }

    /** How the run shows itself. */
    interface Display {
        AutoCloseable show(Progress progress);
    }

    /** @param restart to begin anew, whatever was done already */
    Summary run(boolean restart, Display display) throws Exception {
        try (NatsLink nats = NatsLink.open(settings.nats(), settings.text(Setting.STREAM), this::fail);
                Cluster cluster = Cluster.connect(settings)) {
            List<TableMetadata> found = cluster.tables(settings.tables());
            SnapshotState state = state(nats);
            try (SnapshotLease lease = state.lease(new SnapshotLease.Terms(
                    ProcessHandle.current().pid() + "@" + hostName() + " " + UUID.randomUUID(),
                    settings.duration(Setting.LEASE_MS),
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
        try (NatsLink nats = NatsLink.open(settings.nats(), settings.text(Setting.STREAM), this::fail);
                Cluster cluster = Cluster.connect(settings)) {
            for (TableMetadata table : cluster.tables(settings.tables())) {
                Optional<TableProgress> before = restart
                        ? Optional.empty()
                        : SnapshotState.peek(
                                nats.connection(),
                                source(),
                                table.getKeyspace().asInternal(),
                                table.getName().asInternal());
                TokenSet done = before.filter(progress -> progress.identity().equals(identity(table, nats)))
                        .map(TableProgress::done)
                        .orElseGet(TokenSet::new);
                RingPlan plan = plan(table, cluster, done);
                TableReader reader = reader(table, cluster, 0);
                double partitions = plan.parts().stream()
                        .mapToDouble(RingPlan.Part::partitions)
                        .sum();
                text.append(String.format(
                        "%s: %d ranges to read, about %,.0f partitions by the nodes' estimates%s%n  columns: %s%n  query: %s%n",
                        TableName.of(table),
                        plan.parts().size(),
                        partitions,
                        done.ranges().isEmpty() ? "" : "; the rest is in the stream already",
                        reader.describe(),
                        reader.select()));
            }
        }
        return text.toString();
    }

    private Summary read(List<TableSnapshot> tables, Cluster cluster, NatsLink nats, Display display) throws Exception {
        Progress progress = new Progress(
                tables.stream().mapToInt(table -> table.plan().parts().size()).sum());
        StreamWriter.Target target =
                new StreamWriter.Target(settings.text(Setting.STREAM), settings.duration(Setting.RETRY_TIMEOUT_MS));
        try (StreamWriter writer = new StreamWriter(nats.connection(), target);
                AutoCloseable shown = display.show(progress)) {
            stop.onFailure(failure -> writer.fail(String.valueOf(failure.getMessage())));
            SnapshotContext context = new SnapshotContext(
                    settings,
                    cluster,
                    writer,
                    new DeadLetters(
                            Path.of(settings.text(Setting.DEAD_LETTER_FILE)),
                            settings.find(Setting.DEAD_LETTER_SUBJECT),
                            nats.connection()),
                    progress,
                    new RateLimit(settings.number(Setting.ROWS_PER_SECOND), stop),
                    stop,
                    nats.maxEventBytes());
            List<RangeTask> tasks = new ArrayList<>();
            for (TableSnapshot table : tables) {
                for (RingPlan.Part part : table.plan().parts()) {
                    tasks.add(new RangeTask(table, part.range(), context));
                }
            }
            new Readers(tasks, settings.number(Setting.PARALLELISM), context).run();
        }
        List<Summary.Table> results = tables.stream()
                .map(table -> new Summary.Table(table.name(), table.state().progress()))
                .toList();
        return new Summary(outcome(results), progress.now(), results);
    }

    private Outcome outcome(List<Summary.Table> tables) {
        if (stop.failure().isPresent()) {
            return Outcome.FAILED;
        }
        if (!tables.stream().allMatch(table -> table.progress().isComplete())) {
            return Outcome.INTERRUPTED;
        }
        return tables.stream().anyMatch(table -> table.progress().rejected() > 0)
                ? Outcome.REJECTED_ROWS
                : Outcome.COMPLETE;
    }

    private TableSnapshot prepare(
            TableMetadata table, Cluster cluster, NatsLink nats, SnapshotState state, boolean restart)
            throws IOException, JetStreamApiException {
        TableName name = TableName.of(table);
        TableProgress beginning = TableProgress.begin(identity(table, nats), nowMicros());
        TableState progress = restart
                ? state.restart(name.keyspace(), name.table(), beginning)
                : state.resume(name.keyspace(), name.table(), beginning);
        TokenSet done = progress.progress().done();
        if (!done.ranges().isEmpty()) {
            LOG.info("{}: goes on after {} rows", name, progress.progress().rows());
        }
        TableReader reader = reader(table, cluster, progress.progress().startedMicros());
        return new TableSnapshot(
                name, reader, cluster.session().prepare(reader.select()), progress, plan(table, cluster, done));
    }

    private RingPlan plan(TableMetadata table, Cluster cluster, TokenSet done) {
        List<TokenRange> ring = cluster.ring().ranges();
        return RingPlan.of(
                ring,
                done,
                cluster.estimates(table),
                new RingPlan.Grain(
                        settings.number(Setting.RANGE_MB) * BYTES_PER_MB,
                        settings.number(Setting.PARALLELISM) * RANGES_PER_READER));
    }

    private TableReader reader(TableMetadata table, Cluster cluster, long startedMicros) {
        return new TableReader(
                table,
                new TableReader.Options(
                        source(),
                        settings.number(Setting.PARTITIONS),
                        startedMicros,
                        cluster.tellsCollectionWriteTimes(),
                        Snapshot::nowMicros));
    }

    /** What was read and where it went: the rows of another table, or in another stream, are not these. */
    private String identity(TableMetadata table, NatsLink nats) {
        return "table " + table.getId().map(Object::toString).orElse("?") + ", stream " + nats.identity() + ", "
                + settings.text(Setting.PARTITIONS) + " partitions";
    }

    private SnapshotState state(NatsLink nats) throws IOException, JetStreamApiException {
        return SnapshotState.open(nats.connection(), source(), settings.number(Setting.STATE_REPLICAS));
    }

    private String source() {
        return settings.text(Setting.SOURCE_NAME);
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
