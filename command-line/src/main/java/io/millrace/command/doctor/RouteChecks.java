package io.millrace.command.doctor;

import io.millrace.command.pipeline.ManticoreSinkSettings;
import io.millrace.nats.StreamDefinition;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;

/** Checks that what a source captures passes the bridge and is read by a sink. */
final class RouteChecks {
    private final Diagnosis.Findings findings;

    RouteChecks(Diagnosis.Findings findings) {
        this.findings = findings;
    }

    void topics(ConfiguredConnector source, ConfiguredConnector bridge, Set<DatabaseTable> captured) {
        DebeziumSettings settings = new DebeziumSettings(source.json());
        Set<DatabaseTable> missed = new TreeSet<>(captured);
        missed.removeIf(table -> reads(bridge, settings.topic(table)));
        if (!missed.isEmpty()) {
            String list = bridge.find("topics.regex").isPresent() ? "topics.regex" : "topics";
            findings.error(
                    "topics-unread",
                    bridge.name() + " does not read the topics of " + TableChecks.names(missed),
                    "Their changes stay in Kafka until it deletes them",
                    "Let " + list + " of " + bridge.name() + " match "
                            + settings.topic(missed.iterator().next()));
        }
    }

    /** Debezium's topic of schema changes has the name of the source. */
    void schemaChanges(ConfiguredConnector source, ConfiguredConnector bridge) {
        String topic = new DebeziumSettings(source.json()).prefix();
        if (!reads(bridge, topic)) {
            findings.warning(
                    "schema-changes-unread",
                    bridge.name() + " does not read topic " + topic + " with the schema changes of " + source.name(),
                    "Nothing marks tables to be audited that a statement changes without events, such as DROP TABLE, or"
                            + " that Debezium cannot parse",
                    "Let topics.regex of " + bridge.name() + " match " + topic + ", as in connect-config");
        }
    }

    void subjects(ConfiguredConnector source, List<ConfiguredConnector> sinks, Set<DatabaseTable> captured) {
        DebeziumSettings settings = new DebeziumSettings(source.json());
        Set<DatabaseTable> missed = new TreeSet<>(captured);
        for (ConfiguredConnector sink : sinks) {
            ManticoreSinkSettings reader = new ManticoreSinkSettings(sink.json());
            missed.removeIf(table -> reader.reads(settings.prefix(), table));
        }
        if (!missed.isEmpty() && !sinks.isEmpty()) {
            DatabaseTable first = missed.iterator().next();
            findings.warning(
                    "subjects-unread",
                    "No sink reads " + TableChecks.names(missed),
                    "They are captured and in the stream, but not in Manticore",
                    "Add cdc." + settings.prefix() + "." + first.database() + ".* to subjects of "
                            + sinks.get(0).name() + ", or exclude the tables from " + source.name());
        }
    }

    void stream(ConfiguredConnector bridge, List<ConfiguredConnector> sinks) {
        for (ConfiguredConnector sink : sinks) {
            String written = bridge.setting("nats.stream", StreamDefinition.DEFAULT_NAME);
            String read = sink.setting("nats.stream", StreamDefinition.DEFAULT_NAME);
            if (!written.equals(read)) {
                findings.error(
                        "stream-differs",
                        bridge.name() + " writes to stream " + written + ", and " + sink.name() + " reads stream "
                                + read,
                        "The sink never sees what the bridge publishes",
                        "Set nats.stream=" + written + " in " + sink.name());
            }
        }
    }

    private static boolean reads(ConfiguredConnector bridge, String topic) {
        try {
            return PipelineConnectors.reads(bridge, topic);
        } catch (PatternSyntaxException reportedByConnect) {
            return true;
        }
    }
}
