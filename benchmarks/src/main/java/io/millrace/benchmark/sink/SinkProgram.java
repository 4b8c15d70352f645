package io.millrace.benchmark.sink;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.manticore.ManticoreSinkConnector;
import io.millrace.manticore.ManticoreSinkTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** Runs the sink's connector and one task per partition without Connect. */
final class SinkProgram {
    /** After the first one, the just-in-time compiler still takes more time than all the rest. */
    private static final int WARM_UPS = 8;

    private final String nats;
    private final String manticore;
    private final int partitions;

    private SinkProgram(String nats, String manticore, int partitions) {
        this.nats = nats;
        this.manticore = manticore;
        this.partitions = partitions;
    }

    /** @param arguments NATS, Manticore, partitions, source, events, events of each warm-up, the connector's name */
    public static void main(String[] arguments) throws Exception {
        SinkProgram sink = new SinkProgram(arguments[0], arguments[1], Integer.parseInt(arguments[2]));
        String name = arguments[6];
        for (int i = 1; i <= WARM_UPS; i++) {
            new BenchmarkTables(sink.manticore).drop(OrderEvents.WARM_UP);
            new StreamEvents(sink.nats).forgetClaims();
            sink.load(
                    StreamEvents.subject(OrderEvents.WARM_UP, OrderEvents.WARM_UP),
                    Integer.parseInt(arguments[5]),
                    "warmup-" + i + "-" + name);
        }
        new StreamEvents(sink.nats).forgetClaims();
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
        properties.put("receipts.topic", "receipts");
        ManticoreSinkConnector connector = new ManticoreSinkConnector();
        connector.initialize(new Context());
        connector.start(properties);
        List<Map<String, String>> configs = connector.taskConfigs(partitions);
        connector.stop();
        List<Context> contexts = configs.stream().map(config -> new Context()).toList();
        Run run = new Run(contexts, events);
        ExecutorService threads = Executors.newFixedThreadPool(configs.size());
        List<Future<?>> tasks = new ArrayList<>();
        Load writing = Load.measure(events, () -> {
            for (int i = 0; i < configs.size(); i++) {
                Context context = contexts.get(i);
                Map<String, String> config = configs.get(i);
                tasks.add(threads.submit(() -> {
                    run.task(context, config);
                    return null;
                }));
            }
            run.written.await();
        });
        Load proving = Load.measure(events, () -> {
            for (Future<?> each : tasks) {
                each.get();
            }
        });
        threads.shutdown();
        return writing.withProofs(proving)
                .withTimes(sum(contexts, "guard-time-ms-total"), sum(contexts, "bulk-time-ms-total"));
    }

    private static double sum(List<Context> contexts, String metric) {
        return contexts.stream().mapToDouble(context -> context.value(metric)).sum();
    }

    /** Tasks that read until every event is written, and then until every one is acknowledged. */
    private static final class Run {
        private static final ObjectMapper JSON = new ObjectMapper();

        private final List<Context> contexts;
        private final int events;
        private final CountDownLatch written = new CountDownLatch(1);
        private final AtomicInteger acknowledged = new AtomicInteger();

        Run(List<Context> contexts, int events) {
            this.contexts = contexts;
            this.events = events;
        }

        void task(Context context, Map<String, String> config) throws Exception {
            ManticoreSinkTask task = new ManticoreSinkTask();
            task.initialize(context);
            try {
                task.start(config);
                while (acknowledged.get() < events) {
                    List<SourceRecord> receipts = task.poll();
                    for (SourceRecord receipt : receipts == null ? List.<SourceRecord>of() : receipts) {
                        acknowledged.addAndGet(JSON.readTree((byte[]) receipt.value())
                                .path("events")
                                .asInt());
                    }
                    if (sum(contexts, "applied-total") + sum(contexts, "stale-total") >= events) {
                        written.countDown();
                    }
                }
            } finally {
                written.countDown();
                task.stop();
            }
        }
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
