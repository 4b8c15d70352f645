package io.millrace.state.snapshot;

import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.ConnectClient;
import io.millrace.state.DebeziumOffset;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.Placeholders;
import io.millrace.state.SinkOffsets;
import io.millrace.state.snapshot.PipelineSnapshot.Stage;
import io.millrace.state.snapshot.SnapshotParts.SnapshotPart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks all servers of the pipeline at the same time; one that does not answer delays the others by seconds at most. */
public final class SnapshotReader {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String OFFSETS_REMEDY = "See whether Kafka answers the worker";
    private static final String NATS_REMEDY =
            "Start NATS, or name it with --nats-servers=nats://host:port, and a login in a file with --nats-config";
    private static final String KAFKA_REMEDY = "Start Kafka, or name its brokers with --kafka-bootstrap=host:port";
    private static final String MANTICORE_REMEDY =
            "Start Manticore, or name it with --manticore-url=http://user:password@host:port";

    private final ConnectClient connect;
    private final Placeholders local;
    private final GivenServers given;

    public SnapshotReader(ConnectClient connect, Placeholders local, GivenServers given) {
        this.connect = connect;
        this.local = local;
        this.given = given;
    }

    /** The pipeline as it is now. */
    public PipelineSnapshot read() throws InterruptedException {
        try (SnapshotParts parts = new SnapshotParts(LIMIT)) {
            Optional<PipelineConnectors> connectors = parts.read(
                            "Connect",
                            "Start the worker, or name it with --connect-url=http://user:password@host:port",
                            () -> PipelineConnectors.discover(connect, local))
                    .get();
            return connectors.isPresent()
                    ? read(parts, connectors.get())
                    : new PipelineSnapshot(
                            Instant.now(), List.of(), List.of(), List.of(), List.of(), List.of(), parts.outages());
        }
    }

    private PipelineSnapshot read(SnapshotParts parts, PipelineConnectors connectors) throws InterruptedException {
        SnapshotQuestions questions = new SnapshotQuestions(connectors, given);
        List<ConfiguredConnector> sources = connectors.of(Role.MYSQL_SOURCE);
        List<ConfiguredConnector> bridges = connectors.of(Role.NATS_BRIDGE);
        List<ConfiguredConnector> sinks = connectors.of(Role.MANTICORE_SINK);
        SnapshotPart<NatsFacts> askedNats = parts.read("NATS", NATS_REMEDY, questions::nats);
        SnapshotPart<KafkaFacts> askedKafka = parts.read("Kafka", KAFKA_REMEDY, questions::kafka);
        Map<String, SnapshotPart<DebeziumOffset>> positions = new HashMap<>();
        sources.forEach(each -> positions.put(
                each.name(),
                parts.read("Connect", OFFSETS_REMEDY, () -> new DebeziumOffset(connect.offsets(each.name())))));
        Map<String, SnapshotPart<SinkOffsets>> commits = new HashMap<>();
        bridges.forEach(each -> commits.put(
                each.name(),
                parts.read("Connect", OFFSETS_REMEDY, () -> new SinkOffsets(connect.offsets(each.name())))));

        Optional<NatsFacts> nats = askedNats.get();
        List<SnapshotPart<Map<String, Long>>> indexes = sinks.stream()
                .map(sink -> parts.read(
                        "Manticore",
                        MANTICORE_REMEDY,
                        () -> questions.rows(sink, nats.map(NatsFacts::tables).orElse(List.of()))))
                .toList();
        Optional<KafkaFacts> kafka = askedKafka.get();
        StageReports reports = new StageReports(Instant.now());
        List<Stage> stages = new ArrayList<>();
        for (ConfiguredConnector each : sources) {
            stages.add(reports.source(each, get(positions, each), kafka));
        }
        for (ConfiguredConnector each : bridges) {
            Optional<SinkOffsets> committed = get(commits, each);
            Optional<WaitingRecords> waiting = kafka.isEmpty()
                    ? Optional.empty()
                    : parts.read("Kafka", KAFKA_REMEDY, () -> questions.waiting(each, kafka.get(), nats, committed))
                            .get();
            stages.add(reports.bridge(each, waiting));
        }
        sinks.forEach(each -> stages.add(reports.sink(each, nats)));
        Map<String, Long> rows = new HashMap<>();
        for (SnapshotPart<Map<String, Long>> each : indexes) {
            each.get().ifPresent(rows::putAll);
        }
        return new PipelineSnapshot(
                Instant.now(),
                StageReports.connectors(connectors.all()),
                stages,
                nats.map(facts -> StageReports.tables(facts, rows)).orElse(List.of()),
                kafka.map(KafkaFacts::deadLetters).orElse(List.of()),
                nats.map(StageReports::marks).orElse(List.of()),
                parts.outages());
    }

    private static <T> Optional<T> get(Map<String, SnapshotPart<T>> asked, ConfiguredConnector connector)
            throws InterruptedException {
        SnapshotPart<T> part = asked.get(connector.name());
        return part == null ? Optional.empty() : part.get();
    }
}
