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

/** A snapshot of a table, from MySQL through Debezium into Kafka, with one converter and one tuning of all else. */
final class SnapshotRun implements Variant {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Site site;
    private final Encoding encoding;
    private final Tuning tuning;
    private int runs;

    /** Where the snapshots are taken. */
    record Site(MySqlAddress mysql, Worker worker, Admin admin, int rows) {}

    /** How the connector and its producer are set, whatever the converter. */
    enum Tuning {
        /** As Debezium and Kafka do it unless told otherwise: small batches, and no compression. */
        DEFAULT("by default"),
        /** As {@code connect-config/} has it. */
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
                // The worker's properties set another one.
                settings.put("producer.override.compression.type", "none");
            }
        }
    }

    SnapshotRun(Site site, Encoding encoding, Tuning tuning) {
        this.site = site;
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
                .formatted(encoding, tuning, site.rows(), ++runs)
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
        String topic = connector + ".shop.orders";
        site.worker().start(connector, settings(connector));
        site.worker().await(connector, LIMIT, () -> isComplete(topic));
        TopicContent content = TopicContent.read(site.worker().kafka(), topic, site.rows());
        site.worker().delete(connector);
        site.admin().deleteTopics(List.of(topic, historyTopic(connector))).all().get();
        figures.add(speed(encoding, tuning), "rows/s", content.recordsPerSecond());
        figures.add(size(encoding, tuning), "B/row", (double) content.logBytes() / content.records());
        if (tuning == Tuning.DEFAULT) {
            figures.add(
                    "Key and value as serialized: " + encoding.title(),
                    "B/row",
                    (double) content.payloadBytes() / content.records());
        }
    }

    /** The connector that ops would POST, but for the converter, the tuning and its name. */
    private Map<String, String> settings(String connector) throws Exception {
        Map<String, String> settings = Worker.shipped("mysql-source");
        settings.putAll(Map.of(
                "topic.prefix", connector,
                "database.hostname", site.mysql().host(),
                "database.port", Integer.toString(site.mysql().port()),
                "database.user", site.mysql().user(),
                "database.password", site.mysql().password(),
                "table.include.list", "shop.orders",
                "schema.history.internal.kafka.bootstrap.servers", site.worker().kafka(),
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
        Set<String> topics = site.admin().listTopics().names().get();
        return topics.contains(topic) && TopicContent.offsets(site.admin(), topic) >= site.rows();
    }

    private static String historyTopic(String connector) {
        return connector + ".history";
    }
}
