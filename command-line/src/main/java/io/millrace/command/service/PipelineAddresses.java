package io.millrace.command.service;

import io.millrace.command.console.CommandException;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.StreamDefinition;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.KafkaServers;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.mysql.MySqlLogin;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Where the servers are: as an option or the environment says, else as the connectors' configuration in Connect does. What
 * nobody says throws a {@link CommandException} that names the option.
 */
public final class PipelineAddresses {
    private static final int MYSQL_PORT = 3306;
    private static final String BROKERS = "name the brokers with --kafka-bootstrap=host:port";
    private static final String MYSQL = "name MySQL and a login with --mysql-url=mysql://user:password@host:port";
    private static final String MANTICORE = "name Manticore with --manticore-url=http://user:password@host:port";

    private final ServiceAddresses given;
    private final ChosenConnectors connectors;

    PipelineAddresses(ServiceAddresses given, ChosenConnectors connectors) {
        this.given = given;
        this.connectors = connectors;
    }

    /** The name of the JetStream stream. */
    public String stream() throws InterruptedException {
        Optional<String> named = given.givenStream();
        return named.isPresent()
                ? named.get()
                : known(natsUser(), "nats.stream", "name it with --nats-stream").orElse(StreamDefinition.DEFAULT_NAME);
    }

    /** The servers, and how to sign in. */
    public NatsSettings nats() throws InterruptedException {
        return PipelineConnectors.nats(natsUser(), given.givenNats());
    }

    /** The server that the source reads, and the source's login. */
    public MySqlLogin mysql() throws InterruptedException {
        Optional<MySqlLogin> named = given.givenMysql();
        if (named.isPresent()) {
            return named.get();
        }
        ConfiguredConnector source = connectors.require(Role.MYSQL_SOURCE);
        String host = known(source, "database.hostname", MYSQL).orElse("localhost");
        String user = known(source, "database.user", MYSQL).orElse("root");
        String password = known(source, "database.password", MYSQL).orElse("");
        known(source, "database.port", MYSQL);
        return new MySqlLogin(host, (int) source.number("database.port", MYSQL_PORT), user, password);
    }

    /** The first server that the sink writes to, with the sink's login. */
    public String manticore() throws InterruptedException {
        Optional<String> named = given.givenManticoreUrl();
        if (named.isPresent()) {
            return named.get();
        }
        ConfiguredConnector sink = connectors.require(Role.MANTICORE_SINK);
        if (sink.posted().containsKey("manticore.token")) {
            throw new CommandException("Manticore: " + sink.name() + " signs in with a token; " + MANTICORE);
        }
        String url = known(sink, "manticore.urls", MANTICORE)
                .orElse("")
                .split(",")[0]
                .strip();
        Optional<String> user = known(sink, "manticore.user", MANTICORE);
        Optional<String> password = known(sink, "manticore.password", MANTICORE);
        return user.isEmpty()
                ? url
                : url.replaceFirst("//", "//" + encoded(user.get()) + ":" + encoded(password.orElse("")) + "@");
    }

    /** The brokers that the source knows, and how it signs in to them. */
    public KafkaServers kafka() throws InterruptedException {
        Optional<String> named = given.givenKafka();
        String bootstrap = named.isPresent() ? named.get() : bootstrap(connectors.require(Role.MYSQL_SOURCE));
        Optional<Map<String, String>> settings = given.givenKafkaSettings();
        return new KafkaServers(
                bootstrap,
                settings.isPresent()
                        ? settings.get()
                        : connectors
                                .find(Role.MYSQL_SOURCE)
                                .map(PipelineConnectors::kafkaClient)
                                .orElse(Map.of()));
    }

    private static String bootstrap(ConfiguredConnector source) {
        return known(source, "schema.history.internal.kafka.bootstrap.servers", BROKERS)
                .orElseThrow(() ->
                        new CommandException("Kafka: " + source.name() + " does not say where it is; " + BROKERS));
    }

    /** The connector whose settings for NATS are used. */
    private ConfiguredConnector natsUser() throws InterruptedException {
        Optional<ConfiguredConnector> bridge = connectors.find(Role.NATS_BRIDGE);
        Optional<ConfiguredConnector> user = bridge.isPresent() ? bridge : connectors.find(Role.MANTICORE_SINK);
        return user.isPresent() ? user.get() : connectors.require(Role.NATS_BRIDGE);
    }

    /**
     * A setting of a connector; empty if it is not set.
     *
     * @param remedy what to do if only the worker knows it
     */
    private static Optional<String> known(ConfiguredConnector connector, String setting, String remedy) {
        Optional<String> value = connector.find(setting);
        if (value.isEmpty() && connector.posted().containsKey(setting)) {
            throw new CommandException("Setting " + setting + " of " + connector.name() + " is "
                    + connector.posted().get(setting)
                    + ", which only the worker knows: set that variable for this command,"
                    + " too, or " + remedy);
        }
        return value;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
