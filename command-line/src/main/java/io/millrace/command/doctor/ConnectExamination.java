package io.millrace.command.doctor;

import io.millrace.state.ConfigurationCheck;
import io.millrace.state.ConnectClient;
import io.millrace.state.ConnectorState;
import io.millrace.state.StateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the pipeline's connectors on a worker or in files, and examines them as far as the worker answers. */
final class ConnectExamination {
    private static final String SEPARATOR = " | ";

    private final ConnectClient connect;
    private final String url;
    private final Placeholders local;
    private final Diagnosis.Findings findings;
    private final ConnectChecks checks;

    ConnectExamination(ConnectClient connect, String url, Placeholders local, Diagnosis.Findings findings) {
        this.connect = connect;
        this.url = url;
        this.local = local;
        this.findings = findings;
        this.checks = new ConnectChecks(findings);
    }

    /**
     * @param planned the connectors to examine; those of the worker in the roles that are not planned
     * @return what is known about them, for the other servers
     */
    List<ConfiguredConnector> run(List<ConfiguredConnector> planned) throws InterruptedException {
        List<ConfiguredConnector> examined = new ArrayList<>();
        try {
            String version = connect.version();
            List<ConfiguredConnector> connectors = new ArrayList<>(planned);
            connectors.addAll(running(planned));
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
            planned.forEach(connector -> examined.add(resolved(connector, Map.of())));
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
    private List<ConfiguredConnector> running(List<ConfiguredConnector> planned) throws InterruptedException {
        List<ConfiguredConnector> connectors = new ArrayList<>();
        for (ConnectorState state : connect.connectors()) {
            for (ConfiguredConnector.Role role : ConfiguredConnector.Role.values()) {
                if (role.is(state.configuration()) && planned.stream().noneMatch(each -> role.is(each.posted()))) {
                    connectors.add(new ConfiguredConnector(
                            state.name(), state.configuration(), state.configuration(), Optional.of(state)));
                }
            }
        }
        return connectors;
    }

    private ConfiguredConnector examine(ConfiguredConnector connector, Set<String> plugins)
            throws InterruptedException {
        checks.state(connector);
        checks.plugins(plugins, connector);
        ConfigurationCheck check = connect.check(connector.posted());
        checks.configuration(connector, check);
        Map<String, String> values = new TreeMap<>(check.values());
        values.putAll(placeholders(connector, values));
        checks.placeholders(connector, values);
        return resolved(connector, values);
    }

    /**
     * What the worker makes of placeholders in settings that the plug-in's definition does not contain: it resolves them
     * in any setting, the name included. Secrets are not asked for.
     */
    private Map<String, String> placeholders(ConfiguredConnector connector, Map<String, String> known)
            throws InterruptedException {
        Map<String, String> question = new TreeMap<>(connector.posted());
        List<String> settings = connector.posted().entrySet().stream()
                .filter(setting -> Placeholders.isIn(setting.getValue()))
                .map(Map.Entry::getKey)
                .filter(setting -> !known.containsKey(setting) && !isSecret(setting))
                .toList();
        if (settings.isEmpty()) {
            return Map.of();
        }
        question.put(
                "name",
                settings.stream()
                        .map(setting -> connector.posted().getOrDefault(setting, ""))
                        .collect(Collectors.joining(SEPARATOR)));
        String[] answers =
                connect.check(question).values().getOrDefault("name", "").split(Pattern.quote(SEPARATOR), -1);
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < settings.size() && answers.length == settings.size(); i++) {
            values.put(settings.get(i), answers[i]);
        }
        return values;
    }

    private ConfiguredConnector resolved(ConfiguredConnector connector, Map<String, String> values) {
        Map<String, String> resolved = new TreeMap<>();
        connector.posted().forEach((setting, posted) -> {
            if (!Placeholders.isIn(posted)) {
                resolved.put(setting, posted);
            } else {
                Optional.ofNullable(values.get(setting))
                        .filter(value -> !Placeholders.isIn(value))
                        .or(() -> local.resolve(posted))
                        .ifPresent(value -> resolved.put(setting, value));
            }
        });
        return new ConfiguredConnector(connector.name(), connector.posted(), resolved, connector.state());
    }

    private static boolean isSecret(String setting) {
        return setting.matches("(?i).*(password|secret|token|seed|credential|jaas|private).*");
    }
}
