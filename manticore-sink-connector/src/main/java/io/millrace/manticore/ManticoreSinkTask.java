package io.millrace.manticore;

import io.millrace.manticore.document.IndexFaultException;
import io.millrace.manticore.pipeline.EventFaultException;
import io.millrace.manticore.pipeline.Output;
import io.millrace.manticore.pipeline.SinkPipeline;
import io.millrace.nats.NatsFaultException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** Runs a {@link SinkPipeline} on Connect's thread and converts its output into records. */
public final class ManticoreSinkTask extends SourceTask {
    static final String PARTITIONS = "task.partitions";

    /** Those among them that appeared after the connector's first start. */
    static final String LATER_PARTITIONS = "task.partitions.later";

    /** Added to by the producer's thread. */
    private final Queue<OutputRecords.DeadLetterRecord> committed = new ConcurrentLinkedQueue<>();

    private final Queue<OutputRecords.DeadLetterRecord> refused = new ConcurrentLinkedQueue<>();
    private @Nullable SinkPipeline pipeline;
    private @Nullable OutputRecords records;

    @Override
    public String version() {
        return new ManticoreSinkConnector().version();
    }

    @Override
    public void start(Map<String, String> props) {
        ManticoreSinkConfig config = new ManticoreSinkConfig(props);
        records = new OutputRecords(config.stream(), config.deadLetterTopic(), config.receiptsTopic());
        pipeline = new SinkPipeline(
                config.pipeline(numbers(props, LATER_PARTITIONS)),
                numbers(props, PARTITIONS),
                new SinkMetrics(context.pluginMetrics()));
    }

    private static Set<Integer> numbers(Map<String, String> properties, String key) {
        return Arrays.stream(properties.getOrDefault(key, "").split(","))
                .filter(text -> !text.isEmpty())
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public @Nullable List<SourceRecord> poll() throws InterruptedException {
        SinkPipeline running = pipeline;
        OutputRecords converter = records;
        if (running == null || converter == null) {
            throw new IllegalStateException("The task was not started");
        }
        if (!refused.isEmpty()) {
            throw new ConnectException("Kafka did not take a dead letter for topic "
                    + refused.element().topic()
                    + ", so its event cannot be acknowledged. Make sure that the topic exists and"
                    + " accepts the record, and that no transformation drops it; then restart the task");
        }
        for (var letter = committed.poll(); letter != null; letter = committed.poll()) {
            letter.confirm(running);
        }
        try {
            List<Output> outputs = running.poll();
            List<SourceRecord> out = outputs.stream()
                    .flatMap(output -> converter.toRecord(output).stream())
                    .toList();
            return out.isEmpty() ? null : out;
        } catch (EventFaultException | IndexFaultException | NatsFaultException e) {
            throw new ConnectException(e.getMessage(), e);
        }
    }

    @Override
    public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
        if (record instanceof OutputRecords.DeadLetterRecord letter) {
            // Without metadata it was dropped on its way, by a transformation or for errors.tolerance=all.
            (metadata == null ? refused : committed).add(letter);
        }
    }

    @Override
    public void stop() {
        SinkPipeline running = pipeline;
        pipeline = null;
        if (running != null) {
            running.close();
        }
    }
}
