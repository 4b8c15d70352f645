package io.millrace.state.snapshot;

import io.millrace.event.SourceTable;
import io.millrace.nats.NatsSession;
import io.millrace.nats.TableEntry;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.JsonHttpClient;
import io.millrace.state.KafkaServers;
import io.millrace.state.ManticoreIndex;
import io.millrace.state.ManticoreServers;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.SinkOffsets;
import io.millrace.state.StateException;
import io.millrace.state.TopicState;
import io.millrace.state.applied.EventOrigin;
import io.millrace.state.snapshot.PipelineSnapshot.LastAudit;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** The questions to the servers, each of which may fail or take long. */
final class SnapshotQuestions {
    /** The default of the audit's connector. */
    private static final String FINDINGS_TOPIC = "index-audit.findings";

    private final List<ConfiguredConnector> sources;
    private final List<ConfiguredConnector> bridges;
    private final List<ConfiguredConnector> sinks;
    private final List<ConfiguredConnector> audits;
    private final GivenServers given;
    private final KeptConnections kept;

    SnapshotQuestions(PipelineConnectors connectors, GivenServers given, KeptConnections kept) {
        this.kept = kept;
        this.sources = connectors.of(Role.MYSQL_SOURCE);
        this.bridges = connectors.of(Role.NATS_BRIDGE);
        this.sinks = connectors.of(Role.MANTICORE_SINK);
        this.audits = connectors.of(Role.INDEX_AUDIT);
        this.given = given;
    }

    NatsFacts nats() {
        ConfiguredConnector user = bridges.stream()
                .findFirst()
                .or(() -> sinks.stream().findFirst())
                .orElseThrow(() -> new StateException("No connector says where NATS is"));
        try (NatsSession session = NatsSession.reconnecting(
                PipelineConnectors.nats(user, given.nats()), "millrace-status", (problem, cause) -> {})) {
            return NatsFacts.read(
                    session,
                    given.stream().orElseGet(() -> PipelineConnectors.stream(user)),
                    sinks.stream().map(ConfiguredConnector::name).toList());
        }
    }

    KafkaFacts kafka() throws InterruptedException {
        return KafkaFacts.read(
                kept.kafka(servers()),
                bridges,
                sources.stream()
                        .map(source -> new SourceProgressReport(source).heartbeatTopic())
                        .toList(),
                Stream.concat(bridges.stream(), sinks.stream()).toList());
    }

    /** How far a bridge has read, by the group that Connect gives a sink connector. */
    SinkOffsets committed(ConfiguredConnector bridge) throws InterruptedException {
        String group = bridge.setting("consumer.override.group.id", "connect-" + bridge.name());
        return SinkOffsets.of(kept.kafka(servers()).topics().committed(group));
    }

    /**
     * The rows of each index table of a sink.
     *
     * @param away why one of several servers does not answer
     * @param rows of the first that does
     */
    record IndexFacts(List<String> away, Map<String, Long> rows) {}

    /** @param limit after which one of several servers counts as away */
    IndexFacts index(ConfiguredConnector sink, List<TableEntry> tables, Duration limit) throws InterruptedException {
        ManticoreServers.Answers servers = given.manticoreUrl()
                .map(ManticoreServers::parse)
                .orElseGet(() -> PipelineConnectors.manticore(sink))
                .ask(limit);
        ManticoreIndex index = new ManticoreIndex(new JsonHttpClient(servers.first()));
        Map<String, Long> rows = new HashMap<>();
        for (TableEntry table : tables) {
            if (table.getSink().equals(sink.name()) && !table.getTarget().isEmpty()) {
                rows.put(table.getTarget(), index.rows(table.getTarget()));
            }
        }
        if (rows.isEmpty()) {
            // Whether it answers is of interest all the same.
            index.status();
        }
        return new IndexFacts(servers.away(), rows);
    }

    /**
     * What a bridge has yet to publish. The stream knows what it has published; without NATS, what it has committed to
     * Kafka, once a minute, is the best guess.
     */
    WaitingRecords waiting(
            ConfiguredConnector bridge, KafkaFacts kafka, Optional<NatsFacts> nats, Optional<SinkOffsets> committed)
            throws InterruptedException {
        List<TopicState> topics = kafka.topics().values().stream()
                .filter(topic -> PipelineConnectors.reads(bridge, topic.name()))
                .toList();
        Map<TopicPartition, Long> next = new HashMap<>();
        for (TopicState topic : topics) {
            for (int number : topic.endOffsets().keySet()) {
                TopicPartition partition = new TopicPartition(topic.name(), number);
                long published = nats.map(facts -> facts.published().get(EventOrigin.keyOf(partition)))
                        .map(offset -> offset + 1)
                        .orElse(0L);
                long passed = committed
                        .flatMap(offsets -> offsets.next(topic.name(), number))
                        .orElse(0L);
                next.put(partition, Math.max(published, passed));
            }
        }
        return WaitingRecords.read(kept.kafka(servers()), topics, next);
    }

    /** What the audits of each sink's index said last of the tables. */
    Map<String, Map<SourceTable, LastAudit>> audits() throws InterruptedException {
        Map<String, Map<SourceTable, LastAudit>> audited = new HashMap<>();
        for (ConfiguredConnector audit : audits) {
            Optional<String> sink = audit.find("sink.connector")
                    .or(() -> sinks.stream().map(ConfiguredConnector::name).findFirst());
            if (sink.isPresent()) {
                audited.computeIfAbsent(sink.get(), first -> new HashMap<>())
                        .putAll(kept.kafka(servers()).audits(audit.setting("findings.topic", FINDINGS_TOPIC)));
            }
        }
        return audited;
    }

    private KafkaServers servers() {
        return given.kafka().orElseGet(() -> {
            ConfiguredConnector source = sources.stream()
                    .findFirst()
                    .orElseThrow(() -> new StateException("No source connector says where Kafka is"));
            return new KafkaServers(PipelineConnectors.kafkaBootstrap(source), PipelineConnectors.kafkaClient(source));
        });
    }
}
