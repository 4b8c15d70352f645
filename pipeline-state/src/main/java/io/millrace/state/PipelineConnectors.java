package io.millrace.state;

import io.millrace.nats.NatsSetting;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.StreamDefinition;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.HttpAddress.BasicLogin;
import io.millrace.state.HttpAddress.Login;
import io.millrace.state.HttpAddress.TokenLogin;
import io.millrace.state.HttpAddress.TrustedCertificates;
import io.millrace.state.mysql.MySqlLogin;
import java.nio.file.Path;
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
    private static final String BROKERS = "name the brokers with --kafka-bootstrap=host:port";
    private static final String MYSQL = "name MySQL and a login with --mysql-url=mysql://user:password@host:port";
    private static final String MANTICORE = "name Manticore with --manticore-url=http://user:password@host:port";

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
     * @throws UnknownSettingException if only the worker knows one of the settings
     */
    public static NatsSettings nats(ConfiguredConnector connector, Map<String, String> given) {
        Map<String, String> settings = new TreeMap<>(given);
        for (NatsSetting setting : NatsSetting.values()) {
            String key = setting.key();
            if (!settings.containsKey(key)) {
                known(connector, key, "name it with --nats-config").ifPresent(value -> settings.put(key, value));
            }
        }
        return NatsSettings.from(settings);
    }

    /**
     * The name of the stream that a bridge writes or a sink reads.
     *
     * @throws UnknownSettingException if only the worker knows it
     */
    public static String stream(ConfiguredConnector connector) {
        return known(connector, "nats.stream", "name it with --nats-stream").orElse(StreamDefinition.DEFAULT_NAME);
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
     * @throws UnknownSettingException if only the worker knows them, or the source does not name any
     */
    public static String kafkaBootstrap(ConfiguredConnector source) {
        return known(source, HISTORY + "kafka.bootstrap.servers", BROKERS)
                .orElseThrow(
                        () -> new StateException("Kafka: " + source.name() + " does not say where it is; " + BROKERS));
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

    /** The servers that a sink writes to, as its configuration names them. */
    public static List<String> manticoreUrls(ConfiguredConnector sink) {
        return List.of(known(sink, "manticore.urls", MANTICORE)
                .orElse("http://127.0.0.1:9308")
                .strip()
                .split("\\s*,\\s*"));
    }

    /**
     * The servers that a sink writes to, with the sink's login and the certificates that it trusts.
     *
     * @throws UnknownSettingException if only the worker knows them
     */
    public static ManticoreServers manticore(ConfiguredConnector sink) {
        Optional<Login> token = known(sink, "manticore.token", MANTICORE).map(TokenLogin::new);
        Optional<String> user = known(sink, "manticore.user", MANTICORE);
        String password = known(sink, "manticore.password", MANTICORE).orElse("");
        Optional<Login> login = token.or(() -> user.map(name -> new BasicLogin(name, password)));
        String trustPassword =
                known(sink, "manticore.tls.truststore.password", MANTICORE).orElse("");
        Optional<TrustedCertificates> trust = known(sink, "manticore.tls.truststore.path", MANTICORE)
                .map(path -> new TrustedCertificates(Path.of(path), trustPassword));
        return new ManticoreServers(manticoreUrls(sink).stream()
                .map(url -> new HttpAddress(url, login, trust))
                .toList());
    }

    /**
     * The server that a source reads, with the source's login.
     *
     * @throws UnknownSettingException if only the worker knows it
     */
    public static MySqlLogin mysql(ConfiguredConnector source) {
        String host = known(source, "database.hostname", MYSQL).orElse("localhost");
        String user = known(source, "database.user", MYSQL).orElse("root");
        String password = known(source, "database.password", MYSQL).orElse("");
        known(source, "database.port", MYSQL);
        return new MySqlLogin(host, (int) source.number("database.port", MYSQL_PORT), user, password);
    }

    /**
     * A setting of a connector; empty if it is not set.
     *
     * @param remedy what to do if only the worker knows it
     * @throws UnknownSettingException if only the worker knows it
     */
    private static Optional<String> known(ConfiguredConnector connector, String setting, String remedy) {
        Optional<String> value = connector.find(setting);
        if (value.isEmpty() && connector.posted().containsKey(setting)) {
            throw new UnknownSettingException(
                    connector, setting, "set that variable for this command, too, or " + remedy);
        }
        return value;
    }
}
