package io.millrace.command.service;

import io.millrace.command.console.CommandException;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.ConnectorDiscovery;
import io.millrace.state.HttpAddress;
import io.millrace.state.StateException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The connectors to work with: those that options name, else the only one in each role. */
final class ChosenConnectors {
    private final ServiceAddresses given;
    private final ConnectorDiscovery discovery;
    private final List<ConfiguredConnector> posted;
    private final Map<Role, ConfiguredConnector> resolved = new EnumMap<>(Role.class);

    ChosenConnectors(ServiceAddresses given, ConnectorDiscovery discovery) throws InterruptedException {
        this.given = given;
        this.discovery = discovery;
        try {
            this.posted = discovery.posted();
        } catch (StateException e) {
            throw PipelineServers.unusable(
                    "Kafka Connect",
                    e,
                    "Start the worker, or name it with --connect-url=http://user:password@host:port");
        }
    }

    /** @throws CommandException if there is none, or there are several and no option says which */
    ConfiguredConnector require(Role role) throws InterruptedException {
        List<ConfiguredConnector> candidates = candidates(role);
        if (candidates.isEmpty()) {
            throw new CommandException("Connect at " + HttpAddress.visible(given.connectUrl()) + " has no "
                    + title(role)
                    + given.givenName(role).map(name -> " named " + name).orElse("")
                    + ". POST its file from connect-config to /connectors first, or name another one with "
                    + option(role)
                    + " or another worker with --connect-url");
        }
        if (candidates.size() > 1) {
            throw new CommandException(
                    "Connect at " + HttpAddress.visible(given.connectUrl()) + " has several connectors of the kind "
                            + title(role) + ": "
                            + candidates.stream().map(ConfiguredConnector::name).collect(Collectors.joining(", "))
                            + ". Name one of them with " + option(role));
        }
        return resolve(role, candidates.get(0));
    }

    /**
     * The connector in a role; empty if there is none.
     *
     * @throws CommandException if there are several and no option says which
     */
    Optional<ConfiguredConnector> find(Role role) throws InterruptedException {
        return candidates(role).isEmpty() && given.givenName(role).isEmpty()
                ? Optional.empty()
                : Optional.of(require(role));
    }

    private List<ConfiguredConnector> candidates(Role role) {
        return posted.stream()
                .filter(connector -> role.is(connector.posted()) && given.permits(connector))
                .toList();
    }

    private ConfiguredConnector resolve(Role role, ConfiguredConnector connector) throws InterruptedException {
        ConfiguredConnector known = resolved.get(role);
        if (known == null) {
            known = discovery.resolve(connector);
            resolved.put(role, known);
        }
        return known;
    }

    private static String title(Role role) {
        return switch (role) {
            case MYSQL_SOURCE -> "Debezium MySQL connector";
            case NATS_BRIDGE -> "NATS bridge";
            case MANTICORE_SINK -> "Manticore sink";
            case INDEX_AUDIT -> "index audit";
        };
    }

    private static String option(Role role) {
        return switch (role) {
            case MYSQL_SOURCE -> "--source";
            case NATS_BRIDGE -> "--bridge";
            case MANTICORE_SINK -> "--sink";
            case INDEX_AUDIT -> throw new IllegalArgumentException("No command needs " + title(role));
        };
    }
}
