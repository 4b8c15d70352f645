package io.millrace.command.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.command.service.ServiceAddresses;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.KafkaServers;
import io.millrace.state.KafkaTopics;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.SinkOffsets;
import io.millrace.state.StateException;
import io.millrace.state.TopicState;
import io.millrace.state.letters.DeadLetterTopic;
import io.millrace.state.letters.KafkaLog;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Examines the topics between a source and the bridge, and the dead letters. */
final class KafkaExamination {
    private static final String HISTORY = "schema.history.internal.";

    private final ConfiguredConnector source;
    private final Diagnosis.Findings findings;
    private final KafkaChecks checks;

    KafkaExamination(ConfiguredConnector source, Diagnosis.Findings findings) {
        this.source = source;
        this.findings = findings;
        this.checks = new KafkaChecks(findings);
    }

    /**
     * The connectors after the source.
     *
     * @param offsets of the bridge, as Connect gives them; empty if it does not run
     */
    record Readers(List<ConfiguredConnector> bridges, List<ConfiguredConnector> sinks, Optional<JsonNode> offsets) {}

    /** Returns what Kafka and the source's producer limit. */
    List<SizeLimit> run(ServiceAddresses given, Set<DatabaseTable> captured, Readers readers)
            throws InterruptedException {
        List<SizeLimit> limits = new ArrayList<>(List.of(SizeLimit.ofRequests(source)));
        if (source.setting("value.converter", "").endsWith("ChangeEventConverter")) {
            limits.add(SizeLimit.ofEvents(source));
        }
        Optional<String> servers = given.givenKafka().or(() -> source.find(HISTORY + "kafka.bootstrap.servers"));
        if (servers.isEmpty()) {
            findings.warning(
                    "kafka-unexamined",
                    "The address of Kafka is known to the worker only",
                    "Topics were not checked",
                    "Name the brokers with --kafka-bootstrap=host:port");
            return limits;
        }
        KafkaServers client = new KafkaServers(
                servers.get(), given.givenKafkaSettings().orElseGet(() -> PipelineConnectors.kafkaClient(source)));
        try (KafkaTopics kafka = new KafkaTopics(client);
                KafkaLog log = new KafkaLog(client)) {
            limits.add(topics(kafka, servers.get(), captured, readers));
            readers.bridges().forEach(bridge -> deadLetters(log, bridge));
            readers.sinks().forEach(sink -> deadLetters(log, sink));
        } catch (StateException e) {
            findings.error(
                    "kafka-unreachable",
                    String.valueOf(e.getMessage()),
                    "Nothing passes without Kafka",
                    "Start Kafka, or name the brokers with --kafka-bootstrap=host:port");
        }
        return limits;
    }

    private SizeLimit topics(KafkaTopics kafka, String servers, Set<DatabaseTable> captured, Readers readers)
            throws InterruptedException {
        Set<String> wanted = captured.stream()
                .map(new DebeziumSettings(source.json())::topic)
                .collect(Collectors.toSet());
        String history = source.setting(HISTORY + "kafka.topic", "");
        int brokers = kafka.brokers();
        Map<String, TopicState> topics = kafka.topics(name -> wanted.contains(name) || name.equals(history));
        List<TopicState> tables = topics.values().stream()
                .filter(topic -> wanted.contains(topic.name()))
                .toList();
        findings.examined(brokers + (brokers == 1 ? " broker" : " brokers") + " at " + servers
                + (wanted.isEmpty() ? "" : ": " + tables.size() + " topics of " + source.name()));
        checks.tables(tables, source, brokers);
        Optional.ofNullable(topics.get(history)).ifPresent(checks::history);
        readers.offsets()
                .ifPresent(offsets -> checks.reader(
                        tables,
                        new SinkOffsets(offsets),
                        source,
                        readers.bridges().get(0)));
        return new SizeLimit(
                "max.message.bytes of a topic of " + source.name(),
                tables.stream()
                        .flatMap(topic -> topic.number("max.message.bytes").stream())
                        .min(Comparator.naturalOrder())
                        .orElse(source.number("topic.creation.default.max.message.bytes", Long.MAX_VALUE)),
                "The source fails at such an event",
                "Raise max.message.bytes of the topics with kafka-configs.sh --alter, and"
                        + " topic.creation.default.max.message.bytes of " + source.name());
    }

    private void deadLetters(KafkaLog kafka, ConfiguredConnector writer) {
        DeadLetterTopic.of(kafka, writer)
                .ifPresent(letters ->
                        checks.deadLetters(letters.topic(), letters.open().size(), writer));
    }
}
