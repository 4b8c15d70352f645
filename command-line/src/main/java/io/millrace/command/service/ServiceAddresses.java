package io.millrace.command.service;

import io.millrace.command.console.CommandException;
import io.millrace.nats.NatsSetting;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.JsonHttpClient;
import io.millrace.state.mysql.MySqlLogin;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that say where the pipeline's servers are and which connectors to work with, the same for every command; a
 * picocli mixin. What they leave open, {@link PipelineServers} finds.
 */
public final class ServiceAddresses {
    @Option(
            names = "--connect-url",
            paramLabel = "URL",
            description = "Kafka Connect's REST API; include user:password@ if it requires a login. Default:"
                    + " MILLRACE_CONNECT_URL, else http://127.0.0.1:8083. All other servers and the connectors are found"
                    + " there; name only those that this machine reaches at another address, or with another login.")
    private @Nullable String connectUrl;

    @Option(names = "--source", paramLabel = "NAME", description = "The Debezium connector. Default: the only one.")
    private @Nullable String source;

    @Option(names = "--bridge", paramLabel = "NAME", description = "The NATS bridge connector. Default: the only one.")
    private @Nullable String bridge;

    @Option(names = "--sink", paramLabel = "NAME", description = "The Manticore sink connector. Default: the only one.")
    private @Nullable String sink;

    @Option(
            names = "--mysql-url",
            paramLabel = "URL",
            description = "The MySQL server that Debezium reads, as mysql://user:password@host:port. Default:"
                    + " MILLRACE_MYSQL_URL, else what the source connector uses.")
    private @Nullable String mysqlUrl;

    @Option(
            names = "--kafka-bootstrap",
            paramLabel = "SERVERS",
            description = "Kafka's brokers, as host:port. Default: MILLRACE_KAFKA_BOOTSTRAP, else those of the source"
                    + " connector's schema history.")
    private @Nullable String kafkaBootstrap;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description =
                    "Properties file with settings of a Kafka client: security.protocol, sasl.jaas.config, … Default:"
                            + " what the source connector uses for its schema history.")
    private @Nullable Path kafkaConfig;

    @Option(
            names = "--nats-servers",
            paramLabel = "URLS",
            description =
                    "NATS; several servers of one cluster are separated by commas. Default: MILLRACE_NATS_URL, else"
                            + " nats.servers of the bridge.")
    private @Nullable String natsServers;

    @Option(
            names = "--nats-config",
            paramLabel = "FILE",
            description =
                    "Properties file with nats.* settings: nats.user, nats.tls.truststore.path, … Default: those of"
                            + " the bridge.")
    private @Nullable Path natsConfig;

    @Option(
            names = "--nats-stream",
            paramLabel = "NAME",
            description = "The JetStream stream. Default: nats.stream of the bridge.")
    private @Nullable String stream;

    @Option(
            names = "--manticore-url",
            paramLabel = "URL",
            description = "Manticore; include user:password@ if it requires a login. Default: MILLRACE_MANTICORE_URL,"
                    + " else manticore.urls of the sink; of several the first that answers.")
    private @Nullable String manticoreUrl;

    private final Map<String, String> environment;

    public ServiceAddresses() {
        this(System.getenv());
    }

    ServiceAddresses(Map<String, String> environment) {
        this.environment = environment;
    }

    public String connectUrl() {
        return given(connectUrl, "MILLRACE_CONNECT_URL")
                .map(url -> http(url, "--connect-url"))
                .orElse("http://127.0.0.1:8083");
    }

    public JsonHttpClient connect() {
        return new JsonHttpClient(connectUrl());
    }

    /** The name of the connector in a role, if an option names it. */
    public Optional<String> givenName(Role role) {
        return Optional.ofNullable(
                switch (role) {
                    case MYSQL_SOURCE -> source;
                    case NATS_BRIDGE -> bridge;
                    case MANTICORE_SINK -> sink;
                    case INDEX_AUDIT -> null;
                });
    }

    /** Whether no option names another connector in its role. */
    public boolean permits(ConfiguredConnector connector) {
        for (Role role : Role.values()) {
            if (role.is(connector.posted())) {
                return givenName(role).map(connector.name()::equals).orElse(true);
            }
        }
        return true;
    }

    /** The address, if an option or the environment names it. */
    public Optional<String> givenManticoreUrl() {
        return given(manticoreUrl, "MILLRACE_MANTICORE_URL").map(url -> http(url, "--manticore-url"));
    }

    /** The server and the login, if an option or the environment names them. */
    public Optional<MySqlLogin> givenMysql() {
        return given(mysqlUrl, "MILLRACE_MYSQL_URL").map(url -> {
            try {
                return MySqlLogin.parse(url);
            } catch (IllegalArgumentException e) {
                throw malformed("--mysql-url", "mysql://user:password@host:port, reserved characters percent-encoded");
            }
        });
    }

    /** The brokers, if an option or the environment names them. */
    public Optional<String> givenKafka() {
        return given(kafkaBootstrap, "MILLRACE_KAFKA_BOOTSTRAP");
    }

    /** Settings of a Kafka client, if there is a file of them. */
    public Optional<Map<String, String>> givenKafkaSettings() {
        return Optional.ofNullable(kafkaConfig).map(file -> properties(file, "--kafka-config"));
    }

    /** The name of the JetStream stream, if an option names it. */
    public Optional<String> givenStream() {
        return Optional.ofNullable(stream);
    }

    /** The {@code nats.*} settings that the file, an option or the environment names; the file takes precedence. */
    public Map<String, String> givenNats() {
        Map<String, String> values =
                natsConfig == null ? new TreeMap<>() : new TreeMap<>(properties(natsConfig, "--nats-config"));
        given(natsServers, "MILLRACE_NATS_URL")
                .ifPresent(servers -> values.putIfAbsent(NatsSetting.SERVERS.key(), servers));
        return values;
    }

    private static Map<String, String> properties(Path file, String option) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    "Cannot read " + file + " (" + e + "); name a properties file with " + option, e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    private static String http(String url, String option) {
        if (!url.matches("https?://[^/\\s]\\S*")) {
            throw malformed(option, "http://host:port");
        }
        return url;
    }

    /** Its message is without the address, which may contain a password. */
    private static CommandException malformed(String option, String form) {
        return new CommandException("The address in " + option
                + ", or in the variable that --help names for it, must have the form " + form);
    }

    private Optional<String> given(@Nullable String option, String variable) {
        return Optional.ofNullable(option == null ? environment.get(variable) : option)
                .filter(value -> !value.isBlank());
    }
}
