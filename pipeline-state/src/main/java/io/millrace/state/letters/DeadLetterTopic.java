package io.millrace.state.letters;

import io.millrace.state.ConfiguredConnector;
import io.millrace.state.letters.LetterId.LetterStage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The dead letters of one connector. A letter that was resent or dropped is marked by a record after it, so what is open
 * follows from the topic alone, whatever was restarted; and mark and letter leave the topic together.
 */
public final class DeadLetterTopic {
    private final KafkaLog kafka;
    private final LetterStage stage;
    private final String topic;
    private final LetterParser parser;

    /** That of a bridge or a sink; empty if it has none. */
    public static Optional<DeadLetterTopic> of(KafkaLog kafka, ConfiguredConnector connector) {
        return connector
                .deadLetterTopic()
                .map(topic -> new DeadLetterTopic(kafka, LetterStage.of(connector), topic, connector.name()));
    }

    private DeadLetterTopic(KafkaLog kafka, LetterStage stage, String topic, String connector) {
        this.kafka = kafka;
        this.stage = stage;
        this.topic = topic;
        this.parser = new LetterParser(stage, connector);
    }

    public LetterStage stage() {
        return stage;
    }

    public String topic() {
        return topic;
    }

    /** The letters that were neither resent nor dropped, in the order of the topic. */
    public List<ReportedLetter> open() {
        OpenLetters open = new OpenLetters(parser);
        kafka.read(topic, open::add);
        return List.copyOf(open.letters());
    }

    /** The letter's record, with the event unless it is by reference; empty if Kafka has deleted it by now. */
    public Optional<ConsumerRecord<byte[], byte[]>> record(LetterId letter) {
        return kafka.find(new TopicPartition(topic, letter.partition()), letter.offset());
    }

    /** Remembers that a letter is dealt with. */
    public void settle(ReportedLetter letter, String outcome) {
        ProducerRecord<byte[], byte[]> mark =
                new ProducerRecord<>(topic, letter.id().partition(), null, null);
        mark.headers()
                .add(LetterParser.SETTLED, letter.origin().toString().getBytes(StandardCharsets.UTF_8))
                .add(LetterParser.OUTCOME, outcome.getBytes(StandardCharsets.UTF_8));
        kafka.append(mark);
    }
}
