package io.millrace.manticore;

import io.millrace.manticore.stream.ConsumerReset;
import io.millrace.manticore.stream.DeliverFrom;
import io.millrace.manticore.stream.PartitionDiscovery;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.util.ConnectorUtils;
import org.jspecify.annotations.Nullable;

/** Applies the change events of a JetStream stream to tables in Manticore. Assigns the stream's partitions to tasks. */
public final class ManticoreSinkConnector extends SourceConnector {
    private Map<String, String> properties = Map.of();
    private @Nullable PartitionMonitor monitor;
    private volatile @Nullable PartitionDiscovery reading;
    /** The partitions that the deliver policy applies to; all others are read from their beginning. */
    private Set<Integer> first = Set.of();

    @Override
    public String version() {
        return Objects.requireNonNullElse(
                ManticoreSinkConnector.class.getPackage().getImplementationVersion(), "unpackaged");
    }

    @Override
    public ConfigDef config() {
        return ManticoreSinkConfig.DEFINITION;
    }

    @Override
    public Config validate(Map<String, String> connectorConfigs) {
        Config config = super.validate(connectorConfigs);
        new SinkConfigFaults(connectorConfigs, config).addAll();
        return config;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return ManticoreSinkTask.class;
    }

    @Override
    public void start(Map<String, String> props) {
        properties = Map.copyOf(props);
        ManticoreSinkConfig config = new ManticoreSinkConfig(props);
        PartitionDiscovery discovery = new PartitionDiscovery(
                config.nats(), config.stream(), config.subjects(), new MissingEvents(config)::seen);
        if (reading == null) {
            // Connect starts a paused connector again, whose metrics it has kept.
            SinkMetrics.ofConnector(context().pluginMetrics(), this::countSkipped);
        }
        reading = discovery;
        PartitionMonitor started = new PartitionMonitor(
                discovery, config.partitionRefresh(), () -> context().requestTaskReconfiguration());
        monitor = started;
        first = started.start(config.name());
    }

    private int countSkipped() {
        PartitionDiscovery now = reading;
        return now == null ? 0 : now.countSkipped();
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        PartitionMonitor now = monitor;
        List<Integer> partitions = now == null ? List.of() : new ArrayList<>(now.known());
        int tasks = Math.max(1, Math.min(maxTasks, partitions.size()));
        return ConnectorUtils.groupPartitions(partitions, tasks).stream()
                .map(group -> taskConfig(group, tasks))
                .toList();
    }

    private Map<String, String> taskConfig(List<Integer> partitions, int tasks) {
        Map<String, String> config = new HashMap<>(properties);
        long throttle = new ManticoreSinkConfig(properties).throttle();
        if (throttle > 0) {
            config.put(ManticoreSinkConfig.THROTTLE, Long.toString(Math.max(1, throttle / tasks)));
        }
        config.put(ManticoreSinkTask.PARTITIONS, join(partitions));
        config.put(
                ManticoreSinkTask.LATER_PARTITIONS,
                join(partitions.stream()
                        .filter(partition -> !first.contains(partition))
                        .toList()));
        return config;
    }

    private static String join(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Moves the durable consumers: events are read again, or skipped. The index's guard makes reading again harmless. */
    @Override
    public boolean alterOffsets(Map<String, String> connectorConfig, Map<Map<String, ?>, Map<String, ?>> offsets) {
        ManticoreSinkConfig config = new ManticoreSinkConfig(connectorConfig);
        try (PartitionDiscovery partitions =
                new PartitionDiscovery(config.nats(), config.stream(), config.subjects())) {
            Map<Integer, DeliverFrom> places =
                    new OffsetChanges(config.stream(), partitions.discover(), partitions.bounds()).places(offsets);
            new ConsumerReset(config.pipeline(Set.of()).stream()).reset(places);
        } catch (NatsUnavailableException | NatsFaultException e) {
            throw new ConnectException(e.getMessage(), e);
        }
        return true;
    }

    @Override
    public void stop() {
        PartitionMonitor now = monitor;
        monitor = null;
        if (now != null) {
            now.close();
        }
    }
}
