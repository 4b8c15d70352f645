package io.millrace.state.applied;

import io.millrace.event.SourceTable;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.StateException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The connectors that a table's changes pass on their way into one index. */
public record PipelineRoute(ConfiguredConnector source, List<ConfiguredConnector> bridges, ConfiguredConnector sink) {
    private static final String NAMING = "topic.naming.strategy";
    private static final String DELIMITER = "topic.delimiter";
    private static final String DEFAULT_NAMING = "io.debezium.schema.SchemaTopicNamingStrategy";

    /**
     * Finds the route into an index.
     *
     * @param source the name of the source connector, where there may be several
     * @param sink the name of the sink, where there may be several
     * @throws StateException if a connector is missing, or the source gives its topics other names than Debezium does
     */
    public static PipelineRoute of(PipelineConnectors connectors, Optional<String> source, Optional<String> sink) {
        ConfiguredConnector reader = connectors.require(Role.MANTICORE_SINK, sink);
        String stream = PipelineConnectors.stream(reader);
        List<ConfiguredConnector> bridges = connectors.of(Role.NATS_BRIDGE).stream()
                .filter(bridge -> PipelineConnectors.stream(bridge).equals(stream))
                .toList();
        PipelineRoute route = new PipelineRoute(connectors.require(Role.MYSQL_SOURCE, source), bridges, reader);
        route.requireKnownTopics();
        return route;
    }

    public String stream() {
        return PipelineConnectors.stream(sink);
    }

    /** The topics that hold the events of these tables, by Debezium's rule. */
    Set<String> topics(Collection<SourceTable> tables) {
        String prefix = source.setting("topic.prefix", "");
        String delimiter = source.setting(DELIMITER, ".");
        Set<String> topics = new TreeSet<>();
        for (SourceTable table : tables) {
            if (!table.source().equals(prefix)) {
                throw new StateException(
                        "Table " + table + " is none of " + source.name() + ", whose topic.prefix is " + prefix);
            }
            topics.add((prefix + delimiter + table.database() + delimiter + table.table())
                    .replaceAll("[^A-Za-z0-9._-]", "_"));
        }
        return topics;
    }

    private void requireKnownTopics() {
        if (!source.setting(NAMING, DEFAULT_NAMING).equals(DEFAULT_NAMING)) {
            throw refusal(NAMING, source.setting(NAMING, ""));
        }
        for (String alias : source.setting("transforms", "").split("\\s*,\\s*")) {
            String setting = "transforms." + alias + ".type";
            String type = source.setting(setting, "");
            if (type.contains("Router")) {
                throw refusal(setting, type);
            }
        }
    }

    private StateException refusal(String setting, String value) {
        return new StateException("Which topics hold a table's changes is not known: " + source.name() + " has "
                + setting + "=" + value + ", which gives them other names. Without it, this works");
    }
}
