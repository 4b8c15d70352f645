package io.millrace.state;

import io.millrace.nats.NatsSetting;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.StreamDefinition;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.mysql.MySqlLogin;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The pipeline's connectors on a worker. Where its servers are follows from their configuration, with what the worker or
 * this machine makes of its placeholders.
 */
public final class PipelineConnectors {
    private static final int MYSQL_PORT = 3306;
    private static final String HISTORY = "schema.history.internal.";

    private final List<ConfiguredConnector> connectors;

    public PipelineConnectors(List<ConfiguredConnector> connectors) {
        this.connectors = List.copyOf(connectors);
    }

    /** Finds the connectors of all roles on a worker. */
    public static PipelineConnectors discover(ConnectClient connect, Placeholders local) throws InterruptedException {
        ConnectorDiscovery discovery = new ConnectorDiscovery(connect, local);
        List<ConfiguredConnector> found = new ArrayList<>();
        for (ConfiguredConnector each : discovery.posted()) {
            found.add(discovery.resolve(each));
        }
        return new PipelineConnectors(found);
    }

    /** The connectors of all roles. */
    public List<ConfiguredConnector> all() {
        return connectors;
    }

    /** The connectors of a role, in the order of their names. */
    public List<ConfiguredConnector> of(Role role) {
        return connectors.stream().filter(each -> role.is(each.posted())).toList();
    }

    /**
     * How a bridge or a sink reaches NATS.
     *
     * @param given the settings that an option or the environment names, which take precedence
     * @throws StateException if only the worker knows one of the settings
     */
    public static NatsSettings nats(ConfiguredConnector connector, Map<String, String> given) {
        Map<String, String> settings = new TreeMap<>(given);
        for (NatsSetting setting : NatsSetting.values()) {
            String key = setting.key();
            if (!settings.containsKey(key) && connector.posted().containsKey(key)) {
                settings.put(key, connector.find(key).orElseThrow(() -> hidden(connector, key, "--nats-config")));
            }
        }
        return NatsSettings.from(settings);
    }

    /** The name of the stream that a bridge writes or a sink reads. */
    public static String stream(ConfiguredConnector connector) {
        return connector.setting("nats.stream", StreamDefinition.DEFAULT_NAME);
    }

    /**
     * Whether a bridge reads a topic.
     *
     * @throws PatternSyntaxException if its {@code topics.regex} is no pattern
     */
    public static boolean reads(ConfiguredConnector bridge, String topic) {
        return bridge.find("topics")
                .map(topics -> List.of(topics.split("\\s*,\\s*")).contains(topic))
                .orElseGet(() -> Pattern.matches(bridge.setting("topics.regex", ""), topic));
    }

    /**
     * The brokers, as Debezium's own schema history has them.
     *
     * @throws StateException if only the worker knows them
     */
    public static String kafkaBootstrap(ConfiguredConnector source) {
        String setting = HISTORY + "kafka.bootstrap.servers";
        return source.find(setting).orElseThrow(() -> hidden(source, setting, "--kafka-bootstrap"));
    }

    /** How Debezium itself reaches Kafka for its history: TLS and a login, if there are any. */
    public static Map<String, String> kafkaClient(ConfiguredConnector source) {
        String producer = HISTORY + "producer.";
        Map<String, String> settings = new TreeMap<>();
        source.resolved().forEach((name, value) -> {
            if (name.startsWith(producer + "security.")
                    || name.startsWith(producer + "sasl.")
                    || name.startsWith(producer + "ssl.")) {
                settings.put(name.substring(producer.length()), value);
            }
        });
        return settings;
    }

    /**
     * The first server that a sink writes to, with the sink's login.
     *
     * @throws StateException if only the worker knows it
     */
    public static String manticore(ConfiguredConnector sink) {
        for (String setting : List.of("manticore.urls", "manticore.user", "manticore.password", "manticore.token")) {
            boolean known = sink.find(setting).isPresent() && !setting.equals("manticore.token");
            if (sink.posted().containsKey(setting) && !known) {
                throw hidden(sink, setting, "--manticore-url=http://user:password@host:port");
            }
        }
        String url = sink.setting("manticore.urls", "").split(",")[0].strip();
        return sink.find("manticore.user")
                .map(user -> url.replaceFirst(
                        "//", "//" + encoded(user) + ":" + encoded(sink.setting("manticore.password", "")) + "@"))
                .orElse(url);
    }

    /** The server that a source reads, with the source's login; empty if only the worker knows it. */
    public static Optional<MySqlLogin> mysql(ConfiguredConnector source) {
        return source.find("database.hostname")
                .flatMap(host -> source.find("database.user")
                        .flatMap(user -> source.find("database.password")
                                .map(password -> new MySqlLogin(
                                        host, (int) source.number("database.port", MYSQL_PORT), user, password))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static StateException hidden(ConfiguredConnector connector, String setting, String option) {
        return new StateException("What " + setting + " of " + connector.name() + " stands for, only the worker knows;"
                + " name it with " + option);
    }
}
