package io.millrace.manticore;

import io.millrace.manticore.index.IndexFaultException;
import io.millrace.manticore.pipeline.Output;
import io.millrace.manticore.pipeline.Pipeline;
import io.millrace.manticore.pipeline.PoisonEventException;
import io.millrace.manticore.stream.StreamFaultException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** Runs a {@link Pipeline} on Connect's thread and turns what it hands out into records. */
public final class ManticoreSinkTask extends SourceTask {
    static final String PARTITIONS = "task.partitions";

    /** Records come back on the producer's thread. */
    private final Queue<SourceRecord> committed = new ConcurrentLinkedQueue<>();

    private final Queue<SourceRecord> refused = new ConcurrentLinkedQueue<>();
    private @Nullable Pipeline pipeline;
    private @Nullable OutputRecords records;

    @Override
    public String version() {
        return Version.text();
    }

    @Override
    public void start(Map<String, String> props) {
        ManticoreSinkConfig config = new ManticoreSinkConfig(props);
        List<Integer> partitions = Arrays.stream(props.getOrDefault(PARTITIONS, "").split(","))
                .filter(text -> !text.isEmpty())
                .map(Integer::valueOf)
                .toList();
        records = new OutputRecords(config.stream(), config.deadLetterTopic(), config.receiptsTopic());
        pipeline = new Pipeline(config.pipeline(config.deliverFrom()), partitions);
    }

    @Override
    public @Nullable List<SourceRecord> poll() throws InterruptedException {
        Pipeline running = pipeline;
        OutputRecords converter = records;
        if (running == null || converter == null) {
            throw new IllegalStateException("The task was not started");
        }
        if (!refused.isEmpty()) {
            throw new ConnectException("Kafka did not take a dead letter for topic "
                    + refused.element().topic() + ", so its event cannot be acknowledged. See to it that the topic exists and"
                    + " takes the record, and that no transformation drops it; then restart the task");
        }
        for (SourceRecord record = committed.poll(); record != null; record = committed.poll()) {
            converter.confirm(record, running);
        }
        try {
            List<Output> outputs = running.poll();
            List<SourceRecord> out = outputs.stream()
                    .flatMap(output -> converter.toRecord(output).stream())
                    .toList();
            return out.isEmpty() ? null : out;
        } catch (PoisonEventException | IndexFaultException | StreamFaultException e) {
            throw new ConnectException(e.getMessage(), e);
        }
    }

    @Override
    public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
        // Without metadata the record was dropped on its way, by a transformation or with errors.tolerance=all.
        (metadata == null ? refused : committed).add(record);
    }

    @Override
    public void stop() {
        Pipeline running = pipeline;
        pipeline = null;
        if (running != null) {
            running.close();
        }
    }
}
