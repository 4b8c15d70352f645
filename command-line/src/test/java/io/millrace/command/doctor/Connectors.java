package io.millrace.command.doctor;

import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConnectorState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Connectors for tests. */
final class Connectors {
    private Connectors() {}

    static ConfiguredConnector source(Map<String, String> settings) {
        return of("mysql-source", ConfiguredConnector.Role.MYSQL_SOURCE, settings);
    }

    static ConfiguredConnector bridge(Map<String, String> settings) {
        return of("nats-bridge", ConfiguredConnector.Role.NATS_BRIDGE, settings);
    }

    static ConfiguredConnector audit() {
        return of("index-audit", ConfiguredConnector.Role.INDEX_AUDIT, Map.of());
    }

    static ConfiguredConnector sink(Map<String, String> settings) {
        return of("manticore-sink", ConfiguredConnector.Role.MANTICORE_SINK, settings);
    }

    static ConfiguredConnector running(ConfiguredConnector connector, ConnectorState.TaskState... tasks) {
        return new ConfiguredConnector(
                connector.name(),
                connector.posted(),
                connector.resolved(),
                Optional.of(new ConnectorState(connector.name(), connector.posted(), "RUNNING", "", List.of(tasks))));
    }

    private static ConfiguredConnector of(String name, ConfiguredConnector.Role role, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("connector.class", role.className());
        all.putIfAbsent("topic.prefix", "mysql");
        return new ConfiguredConnector(name, all, all, Optional.empty());
    }

    /** The checks that found something, with the severity. */
    static List<String> found(Diagnosis diagnosis) {
        return diagnosis.findings().stream()
                .map(finding -> finding.severity().name().toLowerCase(java.util.Locale.ROOT) + " " + finding.check())
                .toList();
    }
}
