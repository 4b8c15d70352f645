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

/** A snapshot of a table, from MySQL through Debezium into Kafka, with one converter and one compression of topics. */
final class SnapshotRun implements Variant {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Site site;
    private final Encoding encoding;
    private final Compression compression;
    private int runs;

    /** Where the snapshots are taken. */
    record Site(MySqlAddress mysql, Worker worker, Admin admin, int rows) {}

    /** What producers are told. */
    enum Compression {
        /** Kafka's default. */
        NONE("uncompressed"),
        /** What connect-config/worker.properties sets. */
        LZ4("lz4");

        private final String title;

        Compression(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    SnapshotRun(Site site, Encoding encoding, Compression compression) {
        this.site = site;
        this.encoding = encoding;
        this.compression = compression;
    }

    static String speed(Encoding encoding, Compression compression) {
        return "Snapshot from MySQL to Kafka, " + compression.title + ": " + encoding.title();
    }

    static String size(Encoding encoding, Compression compression) {
        return "Kafka's log, " + compression.title + ": " + encoding.title();
    }

    @Override
    public String name() {
        return "snapshot, " + compression.title + ", " + encoding.title();
    }

    @Override
    public void measure(Figures figures) throws Exception {
        String connector = "%s-%s-%d-%d"
                .formatted(encoding, compression, site.rows(), ++runs)
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
        String topic = connector + ".shop.orders";
        site.worker().start(connector, settings(connector));
        site.worker().await(connector, LIMIT, () -> isComplete(topic));
        TopicContent content = TopicContent.read(site.worker().kafka(), topic, site.rows());
        site.worker().delete(connector);
        site.admin().deleteTopics(List.of(topic, historyTopic(connector))).all().get();
        figures.add(speed(encoding, compression), "rows/s", content.recordsPerSecond());
        figures.add(size(encoding, compression), "B/row", (double) content.logBytes() / content.records());
        if (compression == Compression.NONE) {
            figures.add(
                    "Key and value as serialized: " + encoding.title(),
                    "B/row",
                    (double) content.payloadBytes() / content.records());
        }
    }

    /** The connector that ops would POST, but for the converter, the compression and its name. */
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
        settings.put("producer.override.compression.type", compression.name().toLowerCase(Locale.ROOT));
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
