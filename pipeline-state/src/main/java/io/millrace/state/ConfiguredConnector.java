package io.millrace.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A connector that runs or is planned.
 *
 * @param posted its configuration, with placeholders
 * @param resolved the settings whose meaning is known, without placeholders
 * @param state empty for a planned one
 */
public record ConfiguredConnector(
        String name, Map<String, String> posted, Map<String, String> resolved, Optional<ConnectorState> state) {
    /** The setting that names the topic of a bridge's dead letters. */
    public static final String BRIDGE_LETTERS = "errors.deadletterqueue.topic.name";

    /** The same of a sink's. */
    public static final String SINK_LETTERS = "dead.letter.topic";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a connector does in the pipeline. */
    public enum Role {
        MYSQL_SOURCE(List.of("io.debezium.connector.mysql.MySqlConnector", "MySqlConnector", "MySql")),
        NATS_BRIDGE(List.of("io.millrace.bridge.NatsBridgeConnector", "NatsBridgeConnector", "NatsBridge")),
        MANTICORE_SINK(
                List.of("io.millrace.manticore.ManticoreSinkConnector", "ManticoreSinkConnector", "ManticoreSink")),
        /** Beside the changes' way. */
        INDEX_AUDIT(List.of("io.millrace.audit.connect.IndexAuditConnector", "IndexAuditConnector", "IndexAudit"));

        /** Connect takes short forms of a class name, too. */
        private final List<String> classes;

        Role(List<String> classes) {
            this.classes = classes;
        }

        public String className() {
            return classes.get(0);
        }

        /** In JSON and in metrics, such as {@code nats-bridge}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The role of the class in a connector's configuration. */
        public static Optional<Role> of(Map<String, String> configuration) {
            return Arrays.stream(values())
                    .filter(role -> role.is(configuration))
                    .findFirst();
        }

        public boolean is(Map<String, String> configuration) {
            return classes.contains(configuration.getOrDefault("connector.class", ""));
        }
    }

    /** A setting, or its default where it is not set or not known. */
    public String setting(String name, String defaultValue) {
        return find(name).orElse(defaultValue);
    }

    /** A setting; empty where it is not set, or means something only to the worker. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(resolved.get(name));
    }

    public long number(String name, long defaultValue) {
        return find(name)
                .filter(value -> value.strip().matches("-?\\d{1,18}"))
                .map(value -> Long.parseLong(value.strip()))
                .orElse(defaultValue);
    }

    /** The topic of a bridge's or a sink's dead letters; empty if it has none. */
    public Optional<String> deadLetterTopic() {
        return find(Role.NATS_BRIDGE.is(posted) ? BRIDGE_LETTERS : SINK_LETTERS).filter(topic -> !topic.isBlank());
    }

    /** The settings in the form in which Connect's REST API gives them. */
    public JsonNode json() {
        return JSON.valueToTree(resolved);
    }
}
