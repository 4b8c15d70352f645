package io.millrace.state.snapshot;

import io.millrace.event.SourceTable;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.DebeziumOffset;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.SinkOffsets;
import io.millrace.state.snapshot.PipelineSnapshot.LastAudit;
import io.millrace.state.snapshot.PipelineSnapshot.Stage;
import io.millrace.state.snapshot.SnapshotParts.SnapshotPart;
import io.millrace.state.snapshot.SnapshotQuestions.IndexFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks all servers of the pipeline at the same time; one that does not answer delays the others by seconds at most. Keeps
 * connections from one snapshot to the next. For one thread.
 */
public final class SnapshotReader implements AutoCloseable {
    private final PipelineWorker worker;
    private final GivenServers given;
    private final Remedies remedies;
    private final Duration limit;
    private final KeptConnections kept = new KeptConnections();

    /** @param limit for each server; Manticore is asked after NATS */
    public SnapshotReader(PipelineWorker worker, GivenServers given, Remedies remedies, Duration limit) {
        this.worker = worker;
        this.given = given;
        this.remedies = remedies;
        this.limit = limit;
    }

    /** The pipeline as it is now. */
    public PipelineSnapshot read() throws InterruptedException {
        try (SnapshotParts parts = new SnapshotParts(limit, remedies)) {
            Optional<PipelineConnectors> connectors = parts.read("Connect", remedies.connect(), worker::connectors)
                    .get();
            return connectors.isPresent() ? read(parts, connectors.get()) : PipelineSnapshot.without(parts.outages());
        }
    }

    @Override
    public void close() {
        kept.close();
    }

    private PipelineSnapshot read(SnapshotParts parts, PipelineConnectors connectors) throws InterruptedException {
        SnapshotQuestions questions = new SnapshotQuestions(connectors, given, kept);
        List<ConfiguredConnector> sources = connectors.of(Role.MYSQL_SOURCE);
        List<ConfiguredConnector> bridges = connectors.of(Role.NATS_BRIDGE);
        List<ConfiguredConnector> sinks = connectors.of(Role.MANTICORE_SINK);
        SnapshotPart<NatsFacts> askedNats = parts.read("NATS", remedies.nats(), questions::nats);
        SnapshotPart<KafkaFacts> askedKafka = parts.read("Kafka", remedies.kafka(), questions::kafka);
        Map<String, SnapshotPart<Optional<DebeziumOffset>>> positions = new HashMap<>();
        sources.forEach(each -> positions.put(
                each.name(),
                parts.read(
                        "Connect",
                        remedies.offsets(),
                        () -> worker.offsets(each.name()).map(DebeziumOffset::new))));
        Map<String, SnapshotPart<SinkOffsets>> commits = new HashMap<>();
        bridges.forEach(each ->
                commits.put(each.name(), parts.read("Connect", remedies.offsets(), () -> committed(questions, each))));

        Optional<NatsFacts> nats = askedNats.get();
        List<SnapshotPart<IndexFacts>> indexes = sinks.stream()
                .map(sink -> parts.read(
                        "Manticore",
                        remedies.manticore(),
                        // Half of the time is for those that do not answer.
                        () -> questions.index(sink, nats.map(NatsFacts::tables).orElse(List.of()), limit.dividedBy(2))))
                .toList();
        Optional<KafkaFacts> kafka = askedKafka.get();
        SnapshotPart<Map<String, Map<SourceTable, LastAudit>>> askedAudits =
                parts.read("Kafka", remedies.kafka(), () -> kafka.isEmpty() ? Map.of() : questions.audits());
        StageReports reports = new StageReports(Instant.now());
        List<Stage> stages = new ArrayList<>();
        for (ConfiguredConnector each : sources) {
            stages.add(reports.source(each, get(positions, each).flatMap(Function.identity()), kafka));
        }
        for (ConfiguredConnector each : bridges) {
            Optional<SinkOffsets> committed = get(commits, each);
            Optional<WaitingRecords> waiting = kafka.isEmpty()
                    ? Optional.empty()
                    : parts.read("Kafka", remedies.kafka(), () -> questions.waiting(each, kafka.get(), nats, committed))
                            .get();
            stages.add(reports.bridge(each, waiting));
        }
        sinks.forEach(each -> stages.add(reports.sink(each, nats)));
        Map<String, Long> rows = new HashMap<>();
        for (SnapshotPart<IndexFacts> each : indexes) {
            each.get().ifPresent(index -> {
                index.away().forEach(problem -> parts.addressAway("Manticore", problem, remedies.manticore()));
                rows.putAll(index.rows());
            });
        }
        Map<String, Map<SourceTable, LastAudit>> audits = askedAudits.get().orElse(Map.of());
        return new PipelineSnapshot(
                Instant.now(),
                StageReports.connectors(connectors.all()),
                stages,
                nats.map(facts -> StageReports.tables(facts, rows, audits)).orElse(List.of()),
                kafka.map(KafkaFacts::deadLetters).orElse(List.of()),
                nats.map(StageReports::marks).orElse(List.of()),
                nats.map(NatsFacts::space),
                parts.outages());
    }

    private SinkOffsets committed(SnapshotQuestions questions, ConfiguredConnector bridge) throws InterruptedException {
        Optional<SinkOffsets> offsets = worker.offsets(bridge.name()).map(SinkOffsets::new);
        return offsets.isPresent() ? offsets.get() : questions.committed(bridge);
    }

    private static <T> Optional<T> get(Map<String, SnapshotPart<T>> asked, ConfiguredConnector connector)
            throws InterruptedException {
        SnapshotPart<T> part = asked.get(connector.name());
        return part == null ? Optional.empty() : part.get();
    }
}
