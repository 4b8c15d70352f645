package io.millrace.manticore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.source.SourceRecord;

/** The tasks of one connector, run by the thread of a test. */
final class SinkTasks implements AutoCloseable {
    private final List<ManticoreSinkTask> tasks = new ArrayList<>();
    private final List<FakeContext> contexts = new ArrayList<>();

    /**
     * Starts tasks as Connect does after each change of the configuration.
     *
     * @param partitions of each task, {@code 0,1}
     */
    SinkTasks(Map<String, String> properties, String... partitions) {
        for (String dealt : partitions) {
            ManticoreSinkTask task = new ManticoreSinkTask();
            FakeContext context = new FakeContext();
            task.initialize(context);
            Map<String, String> config = new HashMap<>(properties);
            config.put(ManticoreSinkTask.PARTITIONS, dealt);
            task.start(config);
            tasks.add(task);
            contexts.add(context);
        }
    }

    List<SourceRecord> poll() {
        List<SourceRecord> records = new ArrayList<>();
        try {
            for (ManticoreSinkTask task : tasks) {
                records.addAll(Objects.requireNonNullElse(task.poll(), List.of()));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return records;
    }

    double sum(String metric) {
        return contexts.stream().mapToDouble(context -> context.metric(metric)).sum();
    }

    @Override
    public void close() {
        tasks.forEach(ManticoreSinkTask::stop);
    }
}
