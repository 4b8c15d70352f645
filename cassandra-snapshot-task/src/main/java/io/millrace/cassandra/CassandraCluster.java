package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Cassandra cluster that is read. */
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
     * The tables to read, in the order of their names.
     *
     * @throws ConfigurationException when there are none
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
            throw new ConfigurationException("tables: there is no such table in the cluster");
        }
        tables.sort(java.util.Comparator.comparing(CqlTableName::of));
        return tables;
    }

    ClusterRing ring() {
        return new ClusterRing(session.getMetadata()
                .getTokenMap()
                .orElseThrow(() -> new ConfigurationException(
                        "driver.config: the token map is switched off, without which the ring is unknown")));
    }

    /** Whether every node can tell when a collection was written. */
    boolean tellsCollectionWriteTimes() {
        return session.getMetadata().getNodes().values().stream()
                .map(Node::getCassandraVersion)
                .filter(Objects::nonNull)
                .allMatch(version -> version.nextStable().compareTo(Version.V5_0_0) >= 0);
    }

    /** What each node that can be asked believes of a table; the table holds it on the node only. */
    SizeEstimates estimates(TableMetadata table) {
        SimpleStatement statement = SimpleStatement.newInstance(
                ESTIMATES, table.getKeyspace().asInternal(), table.getName().asInternal());
        List<SizeEstimate> estimates = new ArrayList<>();
        for (Node node : session.getMetadata().getNodes().values()) {
            try {
                session.execute(statement.setNode(node)).forEach(row -> add(row, estimates));
            } catch (DriverException e) {
                LOG.debug("No size estimates from {}", node, e);
            }
        }
        return new SizeEstimates(estimates);
    }

    @Override
    public void close() {
        // Waiting for it would cost two seconds, and nothing is under way any more.
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

    /** The settings of the job first, then those of the driver's file, then the driver's own. */
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
