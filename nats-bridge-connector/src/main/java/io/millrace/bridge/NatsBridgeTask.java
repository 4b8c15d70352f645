package io.millrace.bridge;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/** Runs the bridge as a task of Connect. */
public final class NatsBridgeTask extends SinkTask {
    private @Nullable Bridge bridge;

    @Override
    public String version() {
        return new NatsBridgeConnector().version();
    }

    @Override
    public void start(Map<String, String> properties) {
        NatsBridgeConfig config = new NatsBridgeConfig(properties);
        bridge = new Bridge(config, context, "millrace-bridge " + properties.getOrDefault("name", ""));
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
        started().open(partitions);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        started().put(records);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> consumed) {
        return started().committable(consumed);
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        started().close(partitions);
    }

    @Override
    public void stop() {
        if (bridge != null) {
            bridge.stop();
        }
    }

    private Bridge started() {
        if (bridge == null) {
            throw new IllegalStateException("The task was not started");
        }
        return bridge;
    }
}
