package io.millrace.bridge;

import io.millrace.bridge.publish.OffsetResets;
import io.millrace.bridge.publish.StreamPreflight;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsUnavailableException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * Publishes Debezium's change events from Kafka to a JetStream stream: each record exactly once and, within a topic
 * partition, in Kafka's order.
 */
public final class NatsBridgeConnector extends SinkConnector {
    private Map<String, String> properties = Map.of();

    /** The version of the jar that the plug-in was loaded from. */
    @Override
    public String version() {
        return Objects.requireNonNullElse(
                NatsBridgeConnector.class.getPackage().getImplementationVersion(), "development");
    }

    @Override
    public ConfigDef config() {
        return NatsBridgeConfig.DEFINITION;
    }

    @Override
    public Config validate(Map<String, String> connectorProperties) {
        Config result = super.validate(connectorProperties);
        new BridgeConfigFaults(connectorProperties, result).addAll();
        return result;
    }

    /**
     * Makes the tasks follow Kafka's offsets from now on, whatever the stream holds: the records after an offset are
     * published again, and those before it are skipped.
     */
    @Override
    public boolean alterOffsets(Map<String, String> connectorProperties, Map<TopicPartition, Long> offsets) {
        NatsBridgeConfig config = new NatsBridgeConfig(connectorProperties);
        try (NatsSession session = StreamConnection.open(config.nats(), "millrace-bridge offsets")) {
            if (config.createsStream()) {
                StreamPreflight.createIfAbsent(session, config.stream());
            }
            OffsetResets.record(session, config.stream().name(), offsets);
            return true;
        } catch (NatsUnavailableException e) {
            throw new ConnectException("The offsets cannot be changed: " + e.getMessage(), e);
        }
    }

    @Override
    public void start(Map<String, String> connectorProperties) {
        properties = Map.copyOf(connectorProperties);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return NatsBridgeTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return Collections.nCopies(maxTasks, properties);
    }

    @Override
    public void stop() {
        // Nothing to release.
    }
}
