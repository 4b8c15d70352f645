package io.millrace.state.snapshot;

import io.millrace.event.SourceTable;
import io.millrace.nats.Rebuild;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRebuild;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.ConnectorState;
import io.millrace.state.DebeziumOffset;
import io.millrace.state.Traces;
import io.millrace.state.snapshot.PipelineSnapshot.Connector;
import io.millrace.state.snapshot.PipelineSnapshot.LastAudit;
import io.millrace.state.snapshot.PipelineSnapshot.MarkedTable;
import io.millrace.state.snapshot.PipelineSnapshot.Stage;
import io.millrace.state.snapshot.PipelineSnapshot.Table;
import io.millrace.state.snapshot.PipelineSnapshot.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the parts of a snapshot of what the servers said. */
final class StageReports {
    /** Longer than a batch and its acknowledgement take, or a restart. */
    private static final Duration STUCK = Duration.ofMinutes(5);

    private final Instant now;

    StageReports(Instant now) {
        this.now = now;
    }

    Stage source(ConfiguredConnector source, Optional<DebeziumOffset> offset, Optional<KafkaFacts> kafka) {
        return kafka.map(facts -> new SourceProgressReport(source).stage(offset, facts, now))
                .orElseGet(() -> unknown(source, "MySQL to Kafka", "Kafka does not answer"));
    }

    Stage bridge(ConfiguredConnector bridge, Optional<WaitingRecords> waiting) {
        return waiting.map(
                        records -> stage(bridge, "Kafka to NATS", records.count(), records.oldest(), records.passed()))
                .orElseGet(() -> unknown(bridge, "Kafka to NATS", "Kafka does not answer"));
    }

    Stage sink(ConfiguredConnector sink, Optional<NatsFacts> nats) {
        return nats.map(facts -> facts.sinks().get(sink.name()))
                .map(events -> stage(sink, "NATS to Manticore", events.count(), events.oldest(), events.passed()))
                .orElseGet(() -> unknown(sink, "NATS to Manticore", "NATS does not answer"));
    }

    private Stage stage(
            ConfiguredConnector connector, String route, long count, Optional<Instant> oldest, long passed) {
        Duration delay = oldest.filter(time -> time.isBefore(now))
                .map(time -> Duration.between(time, now))
                .orElse(Duration.ZERO);
        return new Stage(
                connector.name(),
                route,
                OptionalLong.of(count),
                Optional.of(delay),
                "",
                count > 0 && delay.compareTo(STUCK) > 0,
                OptionalLong.of(passed));
    }

    private static Stage unknown(ConfiguredConnector connector, String route, String reason) {
        return new Stage(
                connector.name(), route, OptionalLong.empty(), Optional.empty(), reason, true, OptionalLong.empty());
    }

    /** In the order in which a change passes them. */
    static List<Connector> connectors(List<ConfiguredConnector> connectors) {
        return connectors.stream()
                .flatMap(each -> each.state().stream().map(state -> connector(each, state)))
                .sorted(Comparator.comparing(Connector::role))
                .toList();
    }

    private static Connector connector(ConfiguredConnector connector, ConnectorState state) {
        return new Connector(
                connector.name(),
                Role.of(connector.posted()).orElseThrow(),
                state.state(),
                reason(state.trace()),
                state.tasks().stream()
                        .map(task -> new Task(task.id(), task.state(), task.worker(), reason(task.trace())))
                        .toList());
    }

    private static String reason(String trace) {
        return trace.isEmpty() ? "" : Traces.summary(trace);
    }

    /** @param audits the last one of each table, by the sink */
    static List<Table> tables(NatsFacts nats, Map<String, Long> rows, Map<String, Map<SourceTable, LastAudit>> audits) {
        return nats.tables().stream()
                .map(entry -> table(
                        nats,
                        rows,
                        entry,
                        Optional.ofNullable(
                                audits.getOrDefault(entry.getSink(), Map.of()).get(TableRegistry.tableOf(entry)))))
                .sorted(Comparator.comparing(Table::sink)
                        .thenComparing(Table::source)
                        .thenComparing(Table::name))
                .toList();
    }

    private static Table table(NatsFacts nats, Map<String, Long> rows, TableEntry entry, Optional<LastAudit> audit) {
        SourceTable table = TableRegistry.tableOf(entry);
        Long count = rows.get(entry.getTarget());
        boolean setAside = entry.getState() == TableState.SET_ASIDE;
        String reason = Stream.of(setAside ? entry.getReason() : "", rebuild(entry))
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining("; "));
        return new Table(
                entry.getSink(),
                entry.getSource(),
                entry.getDatabase() + '.' + entry.getTable(),
                entry.getTarget(),
                setAside ? "set aside" : entry.hasRebuild() ? "rebuilding" : "active",
                reason,
                setAside
                        || TableRebuild.isHeld(entry)
                        || !entry.getRebuild().getFault().isEmpty(),
                count == null ? OptionalLong.empty() : OptionalLong.of(count),
                Optional.ofNullable(nats.lastChanges().get(table)),
                audit);
    }

    /** How far a rebuild is, and what to do if no command goes on with it; empty if there is none. */
    private static String rebuild(TableEntry entry) {
        Rebuild rebuild = entry.getRebuild();
        String command = "./millrace rebuild " + entry.getDatabase() + '.' + entry.getTable();
        if (!rebuild.getFault().isEmpty()) {
            return "Its rebuild cannot go on: " + rebuild.getFault() + "; end it with " + command + " --abort";
        }
        return switch (rebuild.getPhase()) {
            case WRITING_BOTH -> "Since " + rebuild.getSince() + " table " + rebuild.getShadow() + " is filled, too";
            case HOLDING ->
                "Its events are held back until table " + rebuild.getShadow() + " takes its place; if no " + command
                        + " is running, run it again";
            case SWITCHED, ABORTED ->
                "Table " + rebuild.getShadow() + " has yet to be removed; if no " + command
                        + " is running, run it again";
            default -> "";
        };
    }

    static List<MarkedTable> marks(NatsFacts nats) {
        return nats.marks().stream()
                .map(mark -> new MarkedTable(
                        mark.getSource(),
                        mark.getDatabase() + '.' + mark.getTable(),
                        mark.getReasonList().stream()
                                .map(reason -> new MarkedTable.Reason(reason.getText(), reason.getTime()))
                                .toList()))
                .sorted(Comparator.comparing(MarkedTable::source).thenComparing(MarkedTable::table))
                .toList();
    }
}
