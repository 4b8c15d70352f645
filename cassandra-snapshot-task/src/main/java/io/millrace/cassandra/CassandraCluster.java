package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverExecutionException;
import com.datastax.oss.driver.api.core.Version;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.internal.core.loadbalancing.DcInferringLoadBalancingPolicy;
import com.datastax.oss.driver.internal.core.specex.NoSpeculativeExecutionPolicy;
import com.datastax.oss.driver.internal.core.ssl.DefaultSslEngineFactory;
import io.millrace.cassandra.ring.SizeEstimate;
import io.millrace.cassandra.ring.SizeEstimates;
import io.millrace.cassandra.ring.TokenRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Cassandra cluster to read from. */
final class CassandraCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CassandraCluster.class);
    private static final String ESTIMATES = "SELECT range_start, range_end, partitions_count, mean_partition_size"
            + " FROM system.size_estimates WHERE keyspace_name = ? AND table_name = ?";

    private final CqlSession session;

    private CassandraCluster(CqlSession session) {
        this.session = session;
    }

    static CassandraCluster connect(SnapshotSettings settings) {
        CqlSessionBuilder builder = CqlSession.builder()
                .withConfigLoader(configuration(settings))
                .addContactPoints(settings.contactPoints());
        settings.find(SnapshotSetting.USER)
                .ifPresent(user -> builder.withAuthCredentials(user, settings.text(SnapshotSetting.PASSWORD)));
        settings.find(SnapshotSetting.DATACENTER).ifPresent(builder::withLocalDatacenter);
        return new CassandraCluster(builder.build());
    }

    CqlSession session() {
        return session;
    }

    /**
     * The tables to read, ordered by name.
     *
     * @throws ConfigurationFaultException when no table matches
     */
    List<TableMetadata> tables(TablePattern pattern) {
        List<TableMetadata> tables = new ArrayList<>();
        for (KeyspaceMetadata keyspace : session.getMetadata().getKeyspaces().values()) {
            String name = keyspace.getName().asInternal();
            if (keyspace.isVirtual() || name.equals("system") || name.startsWith("system_")) {
                continue;
            }
            keyspace.getTables().values().stream()
                    .filter(table -> pattern.matches(name, table.getName().asInternal()))
                    .forEach(tables::add);
        }
        if (tables.isEmpty()) {
            throw new ConfigurationFaultException("tables: no table of the cluster matches");
        }
        tables.sort(Comparator.comparing(CqlTableName::of));
        return tables;
    }

    /**
     * The id that the table of this name has now; empty when there is none.
     *
     * @throws DriverException when the cluster could not be asked
     */
    Optional<UUID> currentId(CqlTableName name) {
        try {
            return session.refreshSchema()
                    .getKeyspace(CqlIdentifier.fromInternal(name.keyspace()))
                    .flatMap(keyspace -> keyspace.getTable(CqlIdentifier.fromInternal(name.table())))
                    .flatMap(TableMetadata::getId);
        } catch (IllegalStateException e) {
            // The driver's control connection is away.
            throw new DriverExecutionException(e);
        }
    }

    ClusterRing ring() {
        return new ClusterRing(session.getMetadata()
                .getTokenMap()
                .orElseThrow(() -> new ConfigurationFaultException(
                        "driver.config: the token map is disabled, but the ring cannot be read without it")));
    }

    /** Whether every node supports MAXWRITETIME, which returns when a collection was written. */
    boolean knowsCollectionWriteTimes() {
        return session.getMetadata().getNodes().values().stream()
                .map(Node::getCassandraVersion)
                .filter(Objects::nonNull)
                .allMatch(version -> version.nextStable().compareTo(Version.V5_0_0) >= 0);
    }

    /** The size estimates of all nodes that answer. Each node keeps them in a local table of its own. */
    SizeEstimates estimates(TableMetadata table) {
        SimpleStatement statement = SimpleStatement.newInstance(
                ESTIMATES, table.getKeyspace().asInternal(), table.getName().asInternal());
        List<SizeEstimate> estimates = new ArrayList<>();
        for (Node node : session.getMetadata().getNodes().values()) {
            try {
                session.execute(statement.setNode(node)).forEach(row -> add(row, estimates));
            } catch (DriverException e) {
                LOG.debug("Could not read the size estimates of {}", node, e);
            }
        }
        return new SizeEstimates(estimates);
    }

    @Override
    public void close() {
        // Nothing is in flight any more, and waiting would take two seconds.
        session.closeAsync();
    }

    private static void add(Row row, List<SizeEstimate> estimates) {
        List<TokenRange> parts = TokenRange.unwrapped(
                Long.parseLong(Objects.requireNonNull(row.getString("range_start"))),
                Long.parseLong(Objects.requireNonNull(row.getString("range_end"))));
        for (TokenRange part : parts) {
            double partitions = (double) row.getLong("partitions_count") / parts.size();
            estimates.add(new SizeEstimate(part, partitions, partitions * row.getLong("mean_partition_size")));
        }
    }

    /** The job's settings take precedence over the driver's configuration file, and that over the driver's defaults. */
    private static DriverConfigLoader configuration(SnapshotSettings settings) {
        ProgrammaticDriverConfigLoaderBuilder ours = DriverConfigLoader.programmaticBuilder()
                .withDuration(
                        DefaultDriverOption.REQUEST_TIMEOUT, settings.duration(SnapshotSetting.REQUEST_TIMEOUT_MS))
                // A second read of the same page would only load the cluster.
                .withClass(DefaultDriverOption.SPECULATIVE_EXECUTION_POLICY_CLASS, NoSpeculativeExecutionPolicy.class)
                .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
                .withString(DefaultDriverOption.SESSION_NAME, "millrace-snapshot");
        boolean file = settings.find(SnapshotSetting.DRIVER_CONFIG).isPresent();
        if (!file && settings.find(SnapshotSetting.DATACENTER).isEmpty()) {
            ours.withClass(DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS, DcInferringLoadBalancingPolicy.class);
        }
        if (settings.find(SnapshotSetting.TRUSTSTORE_PATH).isPresent()
                || settings.find(SnapshotSetting.KEYSTORE_PATH).isPresent()) {
            ours.withClass(DefaultDriverOption.SSL_ENGINE_FACTORY_CLASS, DefaultSslEngineFactory.class);
        }
        Map.of(
                        SnapshotSetting.TRUSTSTORE_PATH, DefaultDriverOption.SSL_TRUSTSTORE_PATH,
                        SnapshotSetting.TRUSTSTORE_PASSWORD, DefaultDriverOption.SSL_TRUSTSTORE_PASSWORD,
                        SnapshotSetting.KEYSTORE_PATH, DefaultDriverOption.SSL_KEYSTORE_PATH,
                        SnapshotSetting.KEYSTORE_PASSWORD, DefaultDriverOption.SSL_KEYSTORE_PASSWORD)
                .forEach(
                        (setting, option) -> settings.find(setting).ifPresent(value -> ours.withString(option, value)));
        DriverConfigLoader first = ours.build();
        return settings.find(SnapshotSetting.DRIVER_CONFIG)
                .map(path -> DriverConfigLoader.compose(
                        first, DriverConfigLoader.fromFile(Path.of(path).toFile())))
                .orElse(first);
    }
}
