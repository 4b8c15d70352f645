package io.millrace.state.applied;

import io.millrace.event.SourceTable;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.StateException;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The connectors that a table's changes pass on their way into one index. */
public record PipelineRoute(ConfiguredConnector source, List<ConfiguredConnector> bridges, ConfiguredConnector sink) {
    private static final String NAMING = "topic.naming.strategy";
    private static final String DEFAULT_NAMING = "io.debezium.schema.SchemaTopicNamingStrategy";

    /** @throws StateException if the source gives its topics other names than Debezium does */
    public PipelineRoute {
        requireKnownTopics(source);
    }

    public String stream() {
        return PipelineConnectors.stream(sink);
    }

    /** The topics that hold the events of these tables, by Debezium's rule. */
    Set<String> topics(Collection<SourceTable> tables) {
        String prefix = source.setting("topic.prefix", "");
        DebeziumSettings settings = new DebeziumSettings(source.json());
        Set<String> topics = new TreeSet<>();
        for (SourceTable table : tables) {
            if (!table.source().equals(prefix)) {
                throw new StateException(
                        "Table " + table + " is none of " + source.name() + ", whose topic.prefix is " + prefix);
            }
            topics.add(settings.topic(DatabaseTable.of(table)));
        }
        return topics;
    }

    private static void requireKnownTopics(ConfiguredConnector source) {
        if (!source.setting(NAMING, DEFAULT_NAMING).equals(DEFAULT_NAMING)) {
            throw refusal(source, NAMING, source.setting(NAMING, ""));
        }
        for (String alias : source.setting("transforms", "").split("\\s*,\\s*")) {
            String setting = "transforms." + alias + ".type";
            String type = source.setting(setting, "");
            if (type.contains("Router")) {
                throw refusal(source, setting, type);
            }
        }
    }

    private static StateException refusal(ConfiguredConnector source, String setting, String value) {
        return new StateException("Which topics hold a table's changes is not known: " + source.name() + " has "
                + setting + "=" + value + ", which gives them other names. Without it, this works");
    }
}
