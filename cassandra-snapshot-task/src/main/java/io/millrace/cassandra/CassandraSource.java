package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.millrace.cassandra.ring.RingPlan;
import io.millrace.cassandra.ring.TokenSet;
import io.millrace.cassandra.row.RowConverter;
import io.millrace.cassandra.row.RowLookup;
import io.millrace.cassandra.state.SnapshotStateStore;
import io.millrace.cassandra.state.TableProgress;
import io.millrace.event.SourceTable;
import io.millrace.nats.NatsSession;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tables that a configuration of the job names, read as the job reads them, but without publishing anything. Thread-safe. */
public final class CassandraSource implements AutoCloseable {
    private final SnapshotSettings settings;
    private final CassandraCluster cluster;
    private final TargetStream stream;
    private final TablePlanner planner;
    private final Map<String, TableMetadata> tables = new TreeMap<>();

    private CassandraSource(SnapshotSettings settings, CassandraCluster cluster, TargetStream stream) {
        this.settings = settings;
        this.cluster = cluster;
        this.stream = stream;
        planner = new TablePlanner(settings, cluster, stream.identity());
        cluster.tables(settings.tables())
                .forEach(table -> tables.put(CqlTableName.of(table).toString(), table));
    }

    /**
     * Connects to Cassandra.
     *
     * @param configuration the job's configuration file
     * @param environment what variables in it stand for
     * @param nats a session with the stream's server, which stays the caller's
     * @throws ConfigurationFaultException naming every fault of the file
     * @throws com.datastax.oss.driver.api.core.DriverException if Cassandra does not answer or does not accept the login
     * @throws io.millrace.nats.NatsFaultException if the stream does not exist
     */
    public static CassandraSource open(Path configuration, Map<String, String> environment, NatsSession nats) {
        SnapshotSettings settings = new SnapshotSettings(ConfigurationFile.read(configuration, environment));
        TargetStream stream = TargetStream.of(settings, nats);
        CassandraCluster cluster = CassandraCluster.connect(settings);
        try {
            return new CassandraSource(settings, cluster, stream);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** The name of the stream to which the job publishes. */
    public String stream() {
        return settings.text(SnapshotSetting.STREAM);
    }

    /** Over how many partitions the rows of each table are spread. */
    public int partitions() {
        return settings.number(SnapshotSetting.PARTITIONS);
    }

    /** All tables that the configuration names, ordered by name. */
    public List<SourceTable> tables() {
        return tables.values().stream().map(this::named).toList();
    }

    private SourceTable named(TableMetadata table) {
        CqlTableName name = CqlTableName.of(table);
        return new SourceTable(settings.text(SnapshotSetting.SOURCE_NAME), name.keyspace(), name.table());
    }

    /** About how many partitions tables have, as the nodes estimate. */
    public long estimatedPartitions(Collection<SourceTable> some) {
        return (long) some.stream()
                .flatMap(table -> plan(metadata(table)).plannedRanges().stream())
                .mapToDouble(RingPlan.PlannedRange::partitions)
                .sum();
    }

    /**
     * Opens a table.
     *
     * @throws UnsupportedOperationException if rows cannot be looked up by their key; the message names the column
     */
    public TableReader open(SourceTable table) {
        TableMetadata metadata = metadata(table);
        RowConverter converter = planner.converter(metadata, planner.started(metadata, recorded(table)));
        RowLookup lookup = converter.lookup();
        return new TableReader(
                converter,
                new RowQueries(settings, cluster, metadata, converter),
                lookup,
                cluster.session().prepare(lookup.select()),
                stream.sizeLimit(),
                plan(metadata).plannedRanges().stream()
                        .map(RingPlan.PlannedRange::range)
                        .toList());
    }

    private Optional<TableProgress> recorded(SourceTable table) {
        return stream.nats()
                .ask(
                        "how far the snapshot of " + table + " is",
                        connection ->
                                SnapshotStateStore.peek(connection, table.source(), table.database(), table.table()));
    }

    private RingPlan plan(TableMetadata table) {
        return planner.ringPlan(table, new TokenSet());
    }

    private TableMetadata metadata(SourceTable table) {
        return Optional.ofNullable(tables.get(table.database() + "." + table.table()))
                .filter(found -> named(found).equals(table))
                .orElseThrow(() -> new IllegalArgumentException("The configuration names no table " + table));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
