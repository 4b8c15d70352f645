package io.millrace.command.letters;

import io.millrace.command.console.CommandException;
import io.millrace.command.service.PipelineServers;
import io.millrace.nats.NatsSession;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.letters.DeadLetterTopic;
import io.millrace.state.letters.KafkaLog;
import io.millrace.state.letters.ReportedLetter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The dead letters of the pipeline's bridge and sink, and what is needed to work with them. */
final class PipelineLetters implements AutoCloseable {
    private final KafkaLog kafka;
    private final NatsSession nats;
    private final List<DeadLetterTopic> topics;

    private PipelineLetters(KafkaLog kafka, NatsSession nats, List<DeadLetterTopic> topics) {
        this.kafka = kafka;
        this.nats = nats;
        this.topics = topics;
    }

    static PipelineLetters open(PipelineServers servers) throws InterruptedException {
        servers.kafka().close();
        NatsSession nats = servers.nats("millrace-dead-letters");
        KafkaLog kafka = new KafkaLog(servers.addresses().kafka());
        List<DeadLetterTopic> topics = new ArrayList<>();
        for (Role role : List.of(Role.NATS_BRIDGE, Role.MANTICORE_SINK)) {
            servers.find(role)
                    .flatMap(connector -> DeadLetterTopic.of(kafka, connector))
                    .ifPresent(topics::add);
        }
        if (topics.isEmpty()) {
            throw new CommandException("No connector has a topic for dead letters, so there are none: set "
                    + ConfiguredConnector.BRIDGE_LETTERS + " in the bridge, or " + ConfiguredConnector.SINK_LETTERS
                    + " in the sink");
        }
        return new PipelineLetters(kafka, nats, topics);
    }

    /** All letters that are neither resent nor dropped, the oldest first. */
    List<ReportedLetter> open() {
        return topics.stream()
                .flatMap(topic -> topic.open().stream())
                .sorted(Comparator.comparing(ReportedLetter::time).thenComparing(ReportedLetter::id))
                .toList();
    }

    DeadLetterTopic topicOf(ReportedLetter letter) {
        return topics.stream()
                .filter(topic -> topic.stage() == letter.id().stage())
                .findFirst()
                .orElseThrow();
    }

    List<DeadLetterTopic> topics() {
        return topics;
    }

    KafkaLog kafka() {
        return kafka;
    }

    NatsSession nats() {
        return nats;
    }

    @Override
    public void close() {
        kafka.close();
        nats.close();
    }
}
