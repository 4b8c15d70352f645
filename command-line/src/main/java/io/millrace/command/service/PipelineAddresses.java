package io.millrace.command.service;

import io.millrace.command.console.CommandException;
import io.millrace.nats.NatsSettings;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.KafkaServers;
import io.millrace.state.ManticoreServers;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.StateException;
import io.millrace.state.mysql.MySqlLogin;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the servers are: as an option or the environment says, else as the connectors' configuration in Connect does. What
 * nobody says throws a {@link CommandException} that names the option.
 */
public final class PipelineAddresses {
    private final ServiceAddresses given;
    private final ChosenConnectors connectors;

    PipelineAddresses(ServiceAddresses given, ChosenConnectors connectors) {
        this.given = given;
        this.connectors = connectors;
    }

    /** The name of the JetStream stream. */
    public String stream() throws InterruptedException {
        Optional<String> named = given.givenStream();
        return named.isPresent() ? named.get() : of(natsUser(), PipelineConnectors::stream);
    }

    /** The servers, and how to sign in. */
    public NatsSettings nats() throws InterruptedException {
        return of(natsUser(), user -> PipelineConnectors.nats(user, given.givenNats()));
    }

    /** The server that the source reads, and the source's login. */
    public MySqlLogin mysql() throws InterruptedException {
        Optional<MySqlLogin> named = given.givenMysql();
        return named.isPresent() ? named.get() : of(connectors.require(Role.MYSQL_SOURCE), PipelineConnectors::mysql);
    }

    /** The servers that the sink writes to, with the sink's login. */
    public ManticoreServers manticore() throws InterruptedException {
        Optional<String> named = given.givenManticoreUrl();
        return named.isPresent()
                ? ManticoreServers.parse(named.get())
                : of(connectors.require(Role.MANTICORE_SINK), PipelineConnectors::manticore);
    }

    /** The brokers that the source knows, and how it signs in to them. */
    public KafkaServers kafka() throws InterruptedException {
        Optional<String> named = given.givenKafka();
        String bootstrap = named.isPresent()
                ? named.get()
                : of(connectors.require(Role.MYSQL_SOURCE), PipelineConnectors::kafkaBootstrap);
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

    /** The connector whose settings for NATS are used. */
    private ConfiguredConnector natsUser() throws InterruptedException {
        Optional<ConfiguredConnector> bridge = connectors.find(Role.NATS_BRIDGE);
        Optional<ConfiguredConnector> user = bridge.isPresent() ? bridge : connectors.find(Role.MANTICORE_SINK);
        return user.isPresent() ? user.get() : connectors.require(Role.NATS_BRIDGE);
    }

    private static <T> T of(ConfiguredConnector connector, Function<ConfiguredConnector, T> address) {
        try {
            return address.apply(connector);
        } catch (StateException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }
}
