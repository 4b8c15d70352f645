package io.millrace.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the pipeline's connectors on a worker. Placeholders in their settings are resolved by the worker itself, and where
 * it keeps a meaning to itself, as of a password, by this machine's environment and files.
 */
public final class ConnectorDiscovery {
    private static final String SEPARATOR = " | ";
    private static final String CLASS = "connector.class";

    private final ConnectClient connect;
    private final Placeholders local;

    public ConnectorDiscovery(ConnectClient connect, Placeholders local) {
        this.connect = connect;
        this.local = local;
    }

    /** The connectors that have a role in the pipeline, with settings as they were posted. */
    public List<ConfiguredConnector> posted() throws InterruptedException {
        List<ConfiguredConnector> connectors = new ArrayList<>();
        for (ConnectorState state : connect.connectors()) {
            for (ConfiguredConnector.Role role : ConfiguredConnector.Role.values()) {
                if (role.is(state.configuration())) {
                    connectors.add(new ConfiguredConnector(
                            state.name(), state.configuration(), state.configuration(), Optional.of(state)));
                }
            }
        }
        return connectors;
    }

    /** The connector with its placeholders resolved as far as that is possible. */
    public ConfiguredConnector resolve(ConfiguredConnector connector) throws InterruptedException {
        return resolve(connector, placeholders(connector, Map.of()));
    }

    /** @param values what the worker makes of settings */
    public ConfiguredConnector resolve(ConfiguredConnector connector, Map<String, String> values) {
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

    /**
     * What the worker makes of placeholders, by setting: it resolves them in any setting, the name included. Secrets are
     * not asked for.
     *
     * @param known settings whose meaning is known already
     */
    public Map<String, String> placeholders(ConfiguredConnector connector, Map<String, String> known)
            throws InterruptedException {
        // Incomplete on purpose: plug-ins call servers only with a configuration that is otherwise right.
        Map<String, String> question = new TreeMap<>();
        question.put(CLASS, connector.posted().getOrDefault(CLASS, ""));
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

    private static boolean isSecret(String setting) {
        return setting.matches("(?i).*(password|secret|token|seed|credential|jaas|private).*");
    }
}
