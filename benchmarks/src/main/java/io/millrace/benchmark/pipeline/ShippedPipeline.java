package io.millrace.benchmark.pipeline;

import io.millrace.benchmark.servers.Servers;
import io.millrace.benchmark.servers.Worker;
import io.millrace.local.MySqlAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The connectors of {@code connect-config} as their files have them, but for what a measurement varies. */
record ShippedPipeline(Servers servers, String kafka, Map<String, String> addresses, List<String> connectors) {
    static final String STREAM = "CDC";

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String SOURCE = "mysql-source";

    /** With a Kafka of its own; as far as the stream, or with an address of Manticore as far as the index. */
    static ShippedPipeline with(Servers servers, MySqlAddress mysql, String nats, Optional<String> manticore) {
        String kafka = servers.kafka();
        Map<String, String> addresses = Map.of(
                "MILLRACE_MYSQL_HOST", mysql.host(),
                "MILLRACE_MYSQL_PORT", Integer.toString(mysql.port()),
                "MILLRACE_MYSQL_USER", mysql.user(),
                "MILLRACE_MYSQL_PASSWORD", mysql.password(),
                "MILLRACE_NATS_URL", nats,
                "MILLRACE_KAFKA_BOOTSTRAP", kafka,
                "MILLRACE_MANTICORE_URL", manticore.orElse(""));
        // The bridge first: it is there when the source's first record comes.
        List<String> connectors = manticore.isPresent()
                ? List.of("nats-bridge", "manticore-sink", SOURCE)
                : List.of("nats-bridge", SOURCE);
        return new ShippedPipeline(servers, kafka, addresses, connectors);
    }

    /**
     * Starts a worker and the connectors; returns once they run.
     *
     * @param ofSource settings of the source that replace those of its file
     */
    Worker start(Map<String, String> ofSource) throws Exception {
        Worker worker = servers.connect(
                kafka, List.of("nats-bridge-connector", "manticore-sink-connector", "status-extension"), addresses);
        for (String connector : connectors) {
            Map<String, String> settings = new HashMap<>(Worker.shipped(connector));
            if (connector.equals(SOURCE)) {
                settings.putAll(ofSource);
            }
            worker.start(connector, settings);
            worker.awaitRunning(connector, LIMIT);
        }
        return worker;
    }
}
