package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.millrace.cassandra.ring.RingPlan;
import io.millrace.cassandra.ring.TokenSet;
import io.millrace.cassandra.row.RowConverter;
import io.millrace.cassandra.state.SnapshotStateStore;
import io.millrace.cassandra.state.TableProgress;
import io.millrace.cassandra.state.TableProgressEntry;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides for each table what is still to be read and how its rows become events. */
final class TablePlanner {
    private static final Logger LOG = LoggerFactory.getLogger(TablePlanner.class);
    private static final long BYTES_PER_MB = 1_000_000;

    /** Enough to keep all readers busy to the end, and few enough to be cheap for a small table. */
    private static final int RANGES_PER_READER = 4;

    private final SnapshotSettings settings;
    private final CassandraCluster cluster;
    private final String streamIdentity;

    /** @param streamIdentity differs for a stream that was deleted and created again */
    TablePlanner(SnapshotSettings settings, CassandraCluster cluster, String streamIdentity) {
        this.settings = settings;
        this.cluster = cluster;
        this.streamIdentity = streamIdentity;
    }

    /** @param restart whether to discard the recorded progress */
    TableSnapshot prepare(TableMetadata table, SnapshotStateStore store, boolean restart)
            throws IOException, JetStreamApiException {
        CqlTableName name = CqlTableName.of(table);
        TableProgress beginning = TableProgress.begin(identity(table), nowMicros());
        TableProgressEntry entry = restart
                ? store.restart(name.keyspace(), name.table(), beginning)
                : store.resume(name.keyspace(), name.table(), beginning);
        TableProgress progress = entry.progress();
        if (!progress.done().ranges().isEmpty()) {
            LOG.info("{}: resuming after {} rows", name, progress.rows());
        }
        RowConverter converter = converter(table, progress.startedMicros());
        return new TableSnapshot(
                name,
                converter,
                new RowQueries(settings, cluster, table, converter),
                entry,
                ringPlan(table, progress.done()));
    }

    /** Describes for a person what {@link #prepare} would plan, given the recorded progress. */
    String describe(TableMetadata table, Optional<TableProgress> recorded) {
        TokenSet done = recorded.filter(progress -> progress.identity().equals(identity(table)))
                .map(TableProgress::done)
                .orElseGet(TokenSet::new);
        RingPlan plan = ringPlan(table, done);
        RowConverter converter = converter(table, 0);
        double partitions = plan.plannedRanges().stream()
                .mapToDouble(RingPlan.PlannedRange::partitions)
                .sum();
        return String.format(
                "%s: %d ranges to read, about %,.0f partitions (estimated by the nodes)%s%n  columns: %s%n  query: %s%n",
                CqlTableName.of(table),
                plan.plannedRanges().size(),
                partitions,
                done.ranges().isEmpty() ? "" : "; the rest is already in the stream",
                converter.describe(),
                converter.select());
    }

    /** When the snapshot began whose rows are in the stream; now if there is none. */
    long started(TableMetadata table, Optional<TableProgress> recorded) {
        return recorded.filter(progress -> progress.identity().equals(identity(table)))
                .map(TableProgress::startedMicros)
                .orElseGet(TablePlanner::nowMicros);
    }

    RingPlan ringPlan(TableMetadata table, TokenSet done) {
        return RingPlan.of(
                cluster.ring().ranges(),
                done,
                cluster.estimates(table),
                new RingPlan.Granularity(
                        settings.number(SnapshotSetting.RANGE_MB) * BYTES_PER_MB,
                        settings.number(SnapshotSetting.PARALLELISM) * RANGES_PER_READER));
    }

    RowConverter converter(TableMetadata table, long startedMicros) {
        return new RowConverter(
                table,
                new RowConverter.EventOptions(
                        settings.text(SnapshotSetting.SOURCE_NAME),
                        settings.number(SnapshotSetting.PARTITIONS),
                        startedMicros,
                        cluster.knowsCollectionWriteTimes(),
                        TablePlanner::nowMicros));
    }

    /** What is read and where it is published: progress with another table or stream does not count for these. */
    private String identity(TableMetadata table) {
        return "table " + table.getId().map(Object::toString).orElse("?") + ", stream " + streamIdentity + ", "
                + settings.text(SnapshotSetting.PARTITIONS) + " partitions";
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
