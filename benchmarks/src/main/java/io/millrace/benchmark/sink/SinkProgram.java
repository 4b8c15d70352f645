package io.millrace.benchmark.sink;

import io.millrace.manticore.ManticoreSinkConnector;
import io.millrace.manticore.ManticoreSinkTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** Runs the sink's connector and one task per partition without Connect. */
final class SinkProgram {
    private final String nats;
    private final String manticore;
    private final int partitions;

    private SinkProgram(String nats, String manticore, int partitions) {
        this.nats = nats;
        this.manticore = manticore;
        this.partitions = partitions;
    }

    /** @param arguments NATS, Manticore, partitions, source, events, events to warm up with, the connector's name */
    public static void main(String[] arguments) throws Exception {
        SinkProgram sink = new SinkProgram(arguments[0], arguments[1], Integer.parseInt(arguments[2]));
        String name = arguments[6];
        sink.load(
                StreamEvents.subject(OrderEvents.WARM_UP, OrderEvents.WARM_UP),
                Integer.parseInt(arguments[5]),
                "warmup-" + name);
        System.gc();
        System.out.println(
                sink.load(StreamEvents.subject(arguments[3], OrderEvents.TABLE), Integer.parseInt(arguments[4]), name)
                        .line());
    }

    private Load load(String subject, int events, String name) throws Exception {
        Map<String, String> properties = new HashMap<>();
        properties.put("name", name);
        properties.put("nats.servers", nats);
        properties.put("manticore.urls", manticore);
        properties.put("subjects", subject);
        ManticoreSinkConnector connector = new ManticoreSinkConnector();
        connector.initialize(new Context());
        connector.start(properties);
        List<Map<String, String>> configs = connector.taskConfigs(partitions);
        connector.stop();
        List<Context> contexts = configs.stream().map(config -> new Context()).toList();
        Load load = Load.measure(events, () -> run(configs, events, contexts));
        return load.withTimes(sum(contexts, "guard-time-ms-total"), sum(contexts, "bulk-time-ms-total"));
    }

    private static double sum(List<Context> contexts, String metric) {
        return contexts.stream().mapToDouble(context -> context.value(metric)).sum();
    }

    private static void run(List<Map<String, String>> configs, int events, List<Context> contexts) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(configs.size());
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < configs.size(); i++) {
            Context context = contexts.get(i);
            Map<String, String> config = configs.get(i);
            running.add(threads.submit(() -> {
                ManticoreSinkTask task = new ManticoreSinkTask();
                task.initialize(context);
                task.start(config);
                while (sum(contexts, "applied-total") + sum(contexts, "stale-total") < events) {
                    task.poll();
                }
                task.stop();
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();
    }

    /** As much of Connect as the connector and its tasks use. */
    private static final class Context implements SourceConnectorContext, SourceTaskContext {
        private final Metrics metrics = new Metrics();

        /** Returns a metric's value, 0 before the task has started. */
        double value(String name) {
            KafkaMetric metric = metrics.metric(metrics.metricName(name, "plugins", Map.of()));
            return metric == null ? 0 : ((Number) metric.metricValue()).doubleValue();
        }

        @Override
        public PluginMetrics pluginMetrics() {
            return new PluginMetricsImpl(metrics, Map.of());
        }

        @Override
        public void requestTaskReconfiguration() {}

        @Override
        public void raiseError(Exception e) {
            throw new IllegalStateException(e);
        }

        @Override
        public Map<String, String> configs() {
            return Map.of();
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            throw new UnsupportedOperationException();
        }
    }
}
