package io.millrace.benchmark.encode;

import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Variant;
import io.millrace.benchmark.servers.Worker;
import io.millrace.local.MySqlAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/** A snapshot of a table by Debezium, from MySQL into Kafka, with one converter and one tuning. */
final class SnapshotRun implements Variant {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Setup setup;
    private final Encoding encoding;
    private final Tuning tuning;
    private int runs;

    /** What all snapshots share. */
    record Setup(MySqlAddress mysql, Worker worker, Admin admin, int rows) {}

    /** The settings of the connector and its producer that do not depend on the converter. */
    enum Tuning {
        /** The defaults of Debezium and Kafka: small batches without compression. */
        DEFAULT("by default"),
        /** The settings of {@code connect-config}. */
        SHIPPED("as shipped");

        private final String title;

        Tuning(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        private void apply(Map<String, String> settings) {
            if (this == DEFAULT) {
                settings.keySet().removeIf(key -> key.equals("max.batch.size") || key.startsWith("producer.override."));
                // The worker's properties enable compression.
                settings.put("producer.override.compression.type", "none");
            }
        }
    }

    SnapshotRun(Setup setup, Encoding encoding, Tuning tuning) {
        this.setup = setup;
        this.encoding = encoding;
        this.tuning = tuning;
    }

    static String speed(Encoding encoding, Tuning tuning) {
        return "Snapshot from MySQL to Kafka, " + tuning.title + ": " + encoding.title();
    }

    static String size(Encoding encoding, Tuning tuning) {
        return "Kafka's log, " + tuning.title + ": " + encoding.title();
    }

    @Override
    public String name() {
        return "snapshot, " + tuning.title + ", " + encoding.title();
    }

    @Override
    public void measure(Figures figures) throws Exception {
        String connector = "%s-%s-%d-%d"
                .formatted(encoding, tuning, setup.rows(), ++runs)
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
        String topic = connector + ".shop.orders";
        setup.worker().start(connector, settings(connector));
        setup.worker().await(connector, LIMIT, () -> isComplete(topic));
        TopicContent content = TopicContent.read(setup.worker().kafka(), topic, setup.rows());
        setup.worker().delete(connector);
        setup.admin()
                .deleteTopics(List.of(topic, historyTopic(connector)))
                .all()
                .get();
        figures.add(speed(encoding, tuning), "rows/s", content.recordsPerSecond());
        figures.add(size(encoding, tuning), "B/row", (double) content.logBytes() / content.records());
        if (tuning == Tuning.DEFAULT) {
            figures.add(
                    "Key and value as serialized: " + encoding.title(),
                    "B/row",
                    (double) content.payloadBytes() / content.records());
        }
    }

    /** The shipped connector with this run's converter, tuning and name. */
    private Map<String, String> settings(String connector) throws Exception {
        Map<String, String> settings = Worker.shipped("mysql-source");
        settings.putAll(Map.of(
                "topic.prefix", connector,
                "database.hostname", setup.mysql().host(),
                "database.port", Integer.toString(setup.mysql().port()),
                "database.user", setup.mysql().user(),
                "database.password", setup.mysql().password(),
                "table.include.list", "shop.orders",
                "schema.history.internal.kafka.bootstrap.servers",
                        setup.worker().kafka(),
                "schema.history.internal.kafka.topic", historyTopic(connector),
                "snapshot.mode", "initial_only",
                "topic.creation.default.message.timestamp.type", "LogAppendTime"));
        tuning.apply(settings);
        settings.putAll(encoding.forConnector());
        if (!encoding.needsDeclaredTypes()) {
            settings.remove("column.propagate.source.type");
        }
        return settings;
    }

    private boolean isComplete(String topic) throws Exception {
        Set<String> topics = setup.admin().listTopics().names().get();
        return topics.contains(topic) && TopicContent.offsets(setup.admin(), topic) >= setup.rows();
    }

    private static String historyTopic(String connector) {
        return connector + ".history";
    }
}
