package io.millrace.manticore;

import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.server.ManticoreSettings;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/** A sink's configuration, for programs that read its index as the sink writes it. */
public final class SinkConfiguration {
    private final ManticoreSinkConfig config;

    /**
     * @param properties the connector's, without placeholders
     * @throws ConfigException when a setting is wrong; the message names it
     */
    public SinkConfiguration(Map<String, String> properties) {
        config = new ManticoreSinkConfig(properties);
    }

    /** The connector's name, by which the registry knows its tables. */
    public String name() {
        return config.name();
    }

    /** The JetStream stream that it reads. */
    public String stream() {
        return config.stream();
    }

    public ManticoreSettings manticore() {
        return config.manticore();
    }

    /** With a default value for each NULL that the sink leaves out, which is what Manticore stores then. */
    public MappingRules mapping() {
        return config.mapping((setting, fault) -> {
                    throw new ConfigException(setting + ": " + fault);
                })
                .withDefaultsForNulls();
    }

    /** Whether the sink reads the events of a table. */
    public boolean reads(SourceTable table) {
        String wanted = Subject.of(table);
        return config.subjects().stream().anyMatch(pattern -> Subject.matches(pattern.strip(), wanted));
    }
}
