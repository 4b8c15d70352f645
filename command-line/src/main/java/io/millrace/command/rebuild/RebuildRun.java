package io.millrace.command.rebuild;

import io.millrace.command.console.CommandException;
import io.millrace.command.service.PipelineServers;
import io.millrace.event.SourceTable;
import io.millrace.manticore.SinkConfiguration;
import io.millrace.manticore.index.TableSwitch;
import io.millrace.manticore.rebuild.TableRebuilder;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.nats.NatsSession;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRebuild;
import io.millrace.nats.TableRegistry;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.Poller;
import io.millrace.state.StateException;
import io.millrace.state.StreamStatus;
import io.millrace.state.mysql.DatabaseTable;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of {@code ./millrace rebuild} against the servers of a pipeline. */
final class RebuildRun implements AutoCloseable {
    /** Partitions that are idle follow a phase within two seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final NatsSession nats;
    private final ManticoreClient manticore;
    private final ConfiguredConnector sink;
    private final MappingRules rules;
    private final TableRegistry registry;
    private final RunningTasks tasks;
    private final PipelineSteps steps;
    private final TableRebuilder rebuilder;
    private final IndexSpace space;

    private RebuildRun(
            NatsSession nats,
            ManticoreClient manticore,
            ConfiguredConnector sink,
            SinkConfiguration configuration,
            RunningTasks tasks,
            PipelineSteps steps,
            IndexSpace space) {
        this.nats = nats;
        this.manticore = manticore;
        this.sink = sink;
        this.tasks = tasks;
        this.steps = steps;
        this.space = space;
        this.rules = configuration.mapping();
        this.registry = new TableRegistry(
                nats, configuration.stream(), configuration.name(), PipelineConnectors.manticoreUrls(sink));
        this.rebuilder = new TableRebuilder(registry, new TableSwitch(manticore), steps, PATIENCE, Clock.systemUTC());
    }

    static RebuildRun open(PipelineServers servers, Duration timeout, boolean filled, PrintStream out)
            throws Exception {
        ConfiguredConnector sink = servers.sink();
        SinkConfiguration configuration = servers.sinkConfiguration();
        ManticoreClient manticore = new ManticoreClient(configuration.manticore());
        NatsSession nats = servers.nats("millrace-rebuild");
        TableSwitch index = new TableSwitch(manticore);
        Poller poller = new Poller(timeout);
        RunningTasks tasks = new RunningTasks(servers.connect(), sink.name(), timeout);
        MySqlSources sources = new MySqlSources(servers, nats, poller, out);
        PipelineSteps steps = new PipelineSteps(
                tasks,
                new SinkProgress(new StreamStatus(nats, configuration.stream()), sink.name(), poller),
                sources,
                new RebuildAudit(servers, out),
                filled,
                out);
        return new RebuildRun(
                nats, manticore, sink, configuration, tasks, steps, new IndexSpace(index, manticore.endpoint()));
    }

    /** Returns whether each table was found equal to its source afterwards. */
    boolean rebuild(List<String> names, Optional<String> mapping) throws Exception {
        List<SourceTable> tables = find(names);
        // Of several tables each is written twice before the rows of the first are read.
        for (SourceTable table : tables) {
            if (!isDone(table, mapping)) {
                begin(table, mapping);
            }
        }
        boolean equal = true;
        for (SourceTable table : tables) {
            rebuilder.run(table);
            configure(table);
            steps.tell(table + " is rebuilt");
            if (!steps.isEqual(table)) {
                equal = false;
                steps.tell("Table " + entry(table).getTarget() + " has the new rows and was not found equal to " + table
                        + "; ./millrace audit " + DatabaseTable.of(table)
                        + " compares it again, and mends it with --repair");
            }
        }
        return equal;
    }

    void abort(List<String> names) throws Exception {
        for (SourceTable table : find(names)) {
            rebuilder.abort(table);
            steps.tell("The rebuild of " + table + " is ended; its table is as it was");
        }
    }

    /** Whether an earlier run was interrupted when the table was rebuilt, and Connect not told yet. */
    private boolean isDone(SourceTable table, Optional<String> mapping) {
        TableEntry entry = entry(table);
        return !entry.hasRebuild()
                && mapping.isPresent()
                && entry.hasRebuiltMapping()
                && entry.getRebuiltMapping().getConfigured().equals(rules.configured(table))
                && entry.getRebuiltMapping().getMapping().equals(mapping.get());
    }

    private void begin(SourceTable table, Optional<String> mapping) throws Exception {
        TableEntry entry = entry(table);
        String configured = rules.configured(table);
        String wanted = mapping.or(() -> rebuilder.find(table).map(now -> now.getMapping()))
                .orElseGet(() -> TableRebuild.mappingOf(entry, configured));
        requireMapping(table, entry.getTarget(), wanted);
        steps.requireFillable(table);
        if (rebuilder.find(table).isEmpty()) {
            steps.tell(space.require(entry.getTarget()));
        }
        rebuilder.begin(table, wanted, configured, rules.evolution() == SchemaEvolution.BASIC);
    }

    private void requireMapping(SourceTable table, String target, String mapping) {
        List<String> faults = new ArrayList<>();
        MappingRules wanted = MappingRules.defaults(rules.evolution(), rules.nullHandling())
                .withPattern(rules.pattern())
                .withTables(
                        mapping.isEmpty() ? Map.of() : Map.of(MappingRules.settingOf(table), mapping),
                        (setting, fault) -> faults.add(fault));
        if (!faults.isEmpty()) {
            throw new CommandException("--mapping: " + String.join("; ", faults));
        }
        wanted.keepName(table, target);
        if (!wanted.targetOf(table).equals(target)) {
            throw new CommandException(
                    "--mapping: the rows of " + table + " would go to table " + wanted.targetOf(table)
                            + ", and a rebuild keeps the name " + target + "; begin the mapping with " + target);
        }
    }

    /** The registry has the tasks use the new mapping; the configuration is to say the same. */
    private void configure(SourceTable table) throws Exception {
        TableEntry entry = entry(table);
        if (!entry.hasRebuiltMapping()
                || !entry.getRebuiltMapping().getConfigured().equals(rules.configured(table))) {
            return;
        }
        String setting = MappingRules.settingOf(table);
        try {
            tasks.configure(setting, entry.getRebuiltMapping().getMapping());
        } catch (StateException e) {
            throw new CommandException(
                    table + " is rebuilt, and the tasks follow its mapping, but the configuration of "
                            + sink.name() + " could not be changed: " + e.getMessage() + ". Set " + setting + "="
                            + entry.getRebuiltMapping().getMapping() + " yourself");
        }
        steps.tell("The configuration of " + sink.name() + " has " + setting + "="
                + entry.getRebuiltMapping().getMapping());
    }

    private List<SourceTable> find(List<String> names) {
        List<SourceTable> found = new ArrayList<>();
        for (String name : names) {
            List<SourceTable> matching = registry.tables().stream()
                    .map(TableRegistry::tableOf)
                    .filter(table -> name.equals(table.toString())
                            || name.equals(DatabaseTable.of(table).toString()))
                    .toList();
            if (matching.size() != 1) {
                throw new CommandException(
                        matching.isEmpty()
                                ? sink.name() + " has read no event of a table " + name
                                        + ": is the name right, and does the sink read it (subjects)?"
                                : "Several sources have a table " + name + "; name one of " + matching);
            }
            found.addAll(matching);
        }
        return found;
    }

    private TableEntry entry(SourceTable table) {
        return registry.find(table).orElseThrow();
    }

    @Override
    public void close() throws Exception {
        manticore.close();
        nats.close();
    }
}
