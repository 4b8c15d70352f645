package io.millrace.state.letters;

import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsQuestions;
import io.nats.client.api.MessageInfo;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Finds the event of a dead letter: in the letter, or where the letter refers to. */
public final class LetterContent {
    private final KafkaLog kafka;
    private final NatsQuestions nats;

    public LetterContent(KafkaLog kafka, NatsQuestions nats) {
        this.kafka = kafka;
        this.nats = nats;
    }

    /** The event's bytes; empty if they are nowhere any more. */
    public Optional<byte[]> event(ReportedLetter letter, Optional<ConsumerRecord<byte[], byte[]>> record) {
        if (!letter.byReference()) {
            return record.map(ConsumerRecord::value);
        }
        if (letter.origin() instanceof LetterOrigin.StreamMessage message) {
            return message(message).map(MessageInfo::getData);
        }
        return original(letter).map(ConsumerRecord::value);
    }

    /** The record that the bridge read; empty if Kafka has deleted it by now. */
    Optional<ConsumerRecord<byte[], byte[]>> original(ReportedLetter letter) {
        return letter.origin() instanceof LetterOrigin.KafkaRecord origin
                ? kafka.find(new TopicPartition(origin.topic(), origin.partition()), origin.offset())
                : Optional.empty();
    }

    /** Whether the original is still where the letter says. */
    public boolean isOriginalThere(ReportedLetter letter) {
        if (letter.origin() instanceof LetterOrigin.StreamMessage message) {
            return message(message).isPresent();
        }
        return letter.origin() instanceof LetterOrigin.KafkaRecord origin
                && kafka.range(new TopicPartition(origin.topic(), origin.partition()))
                        .filter(range -> range.has(origin.offset()))
                        .isPresent();
    }

    /** A stream that was made anew has other messages at the same sequences. */
    private Optional<MessageInfo> message(LetterOrigin.StreamMessage origin) {
        return nats.ask(
                        "for message " + origin,
                        connection ->
                                LastMessages.next(connection, origin.stream(), origin.subject(), origin.sequence()))
                .filter(message -> message.getSeq() == origin.sequence());
    }
}
