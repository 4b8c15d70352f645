package io.millrace.command.doctor;

import io.millrace.state.ConfigurationCheck;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConnectClient;
import io.millrace.state.ConnectorDiscovery;
import io.millrace.state.Placeholders;
import io.millrace.state.StateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the pipeline's connectors on a worker or in files, and examines them as far as the worker answers. */
final class ConnectExamination {
    private final ConnectClient connect;
    private final String url;
    private final ConnectorDiscovery discovery;
    private final Diagnosis.Findings findings;
    private final ConnectChecks checks;

    ConnectExamination(ConnectClient connect, String url, Placeholders local, Diagnosis.Findings findings) {
        this.connect = connect;
        this.url = url;
        this.discovery = new ConnectorDiscovery(connect, local);
        this.findings = findings;
        this.checks = new ConnectChecks(findings);
    }

    /**
     * @param planned the connectors to examine; those of the worker in the roles that are not planned
     * @param wanted which of the worker's connectors to examine
     * @return what is known about them, for the other servers
     */
    List<ConfiguredConnector> run(List<ConfiguredConnector> planned, Predicate<ConfiguredConnector> wanted)
            throws InterruptedException {
        List<ConfiguredConnector> examined = new ArrayList<>();
        try {
            String version = connect.version();
            List<ConfiguredConnector> connectors = new ArrayList<>(planned);
            connectors.addAll(running(planned, wanted));
            findings.examined(version + " at " + url + ": "
                    + connectors.stream()
                            .map(connector ->
                                    connector.name() + (connector.state().isPresent() ? "" : " (planned)"))
                            .collect(Collectors.joining(", ")));
            checks.version(version);
            Set<String> plugins = connect.plugins();
            for (ConfiguredConnector connector : connectors) {
                examined.add(examine(connector, plugins));
            }
            checks.roles(examined);
        } catch (StateException e) {
            unreachable(e, planned);
            planned.forEach(connector -> examined.add(discovery.resolve(connector, Map.of())));
        }
        return examined;
    }

    private void unreachable(StateException e, List<ConfiguredConnector> planned) {
        String problem = "Kafka Connect cannot be asked: " + e.getMessage();
        if (planned.isEmpty()) {
            findings.error(
                    "connect-unreachable",
                    problem,
                    "The connectors and the addresses of all other servers are known there",
                    "Start the worker, or name it with --connect-url; name planned connectors with --config");
        } else {
            findings.warning(
                    "connect-unreachable",
                    problem,
                    "Plug-ins, placeholders and the configurations themselves were not checked",
                    "Name a worker with --connect-url");
        }
    }

    /** The connectors that run in the roles for which none is planned. */
    private List<ConfiguredConnector> running(List<ConfiguredConnector> planned, Predicate<ConfiguredConnector> wanted)
            throws InterruptedException {
        return discovery.posted().stream()
                .filter(wanted)
                .filter(connector -> Arrays.stream(ConfiguredConnector.Role.values())
                        .filter(role -> role.is(connector.posted()))
                        .noneMatch(role -> planned.stream().anyMatch(each -> role.is(each.posted()))))
                .toList();
    }

    private ConfiguredConnector examine(ConfiguredConnector connector, Set<String> plugins)
            throws InterruptedException {
        checks.state(connector);
        checks.plugins(plugins, connector);
        ConfigurationCheck check = connect.check(connector.posted());
        checks.configuration(connector, check);
        Map<String, String> values = new TreeMap<>(check.values());
        values.putAll(discovery.placeholders(connector, values));
        checks.placeholders(connector, values);
        return discovery.resolve(connector, values);
    }
}
