package io.millrace.command.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.command.console.CommandException;
import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.rules.TargetPattern;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.millrace.state.mysql.DatabaseTable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the configuration of the Manticore sink. */
public final class ManticoreSinkSettings {
    private final List<String> subjects;
    private final MappingRules mapping;

    public ManticoreSinkSettings(JsonNode configuration) {
        Map<String, String> settings = new HashMap<>();
        configuration
                .properties()
                .forEach(setting ->
                        settings.put(setting.getKey(), setting.getValue().asText()));
        subjects = List.of(settings.getOrDefault("subjects", Subject.PREFIX + ".*.*.*")
                        .split(","))
                .stream()
                .map(String::strip)
                .toList();
        mapping = MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT)
                .withPattern(
                        settings.containsKey(TargetPattern.SETTING)
                                ? new TargetPattern(settings.get(TargetPattern.SETTING))
                                : TargetPattern.DEFAULT)
                .withTables(settings, (setting, fault) -> {
                    throw new CommandException("The sink's setting " + setting + ": " + fault);
                });
    }

    /** Whether the sink reads the events of a table. */
    public boolean reads(String source, DatabaseTable table) {
        String wanted = Subject.of(new SourceTable(source, table.database(), table.name()));
        return subjects.stream().anyMatch(pattern -> Subject.matches(pattern, wanted));
    }

    /** Gives tables the names in Manticore that they have already, as the registry knows them. */
    public void keepNames(Collection<TableEntry> ofSink) {
        ofSink.forEach(entry -> mapping.keepName(TableRegistry.tableOf(entry), entry.getTarget()));
    }

    /** The table in Manticore that receives the rows of a table. */
    public String indexOf(String source, DatabaseTable table) {
        return mapping.targetOf(new SourceTable(source, table.database(), table.name()));
    }

    /** How rows become documents. */
    public MappingRules mapping() {
        return mapping;
    }
}
