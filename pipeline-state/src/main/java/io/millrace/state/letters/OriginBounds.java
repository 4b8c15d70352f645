package io.millrace.state.letters;

import io.millrace.nats.NatsSession;
import io.nats.client.api.StreamInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether originals of letters are still there, by what the stream and the topics reach back to; asked for once each. Not
 * thread-safe.
 */
public final class OriginBounds implements Predicate<ReportedLetter> {
    private final KafkaLog kafka;
    private final NatsSession nats;
    private final Map<String, Optional<StreamInfo>> streams = new HashMap<>();
    private final Map<TopicPartition, Optional<KafkaLog.Range>> partitions = new HashMap<>();

    public OriginBounds(KafkaLog kafka, NatsSession nats) {
        this.kafka = kafka;
        this.nats = nats;
    }

    @Override
    public boolean test(ReportedLetter letter) {
        if (letter.origin() instanceof LetterOrigin.StreamMessage message) {
            return streams.computeIfAbsent(message.stream(), nats::findStream)
                    .filter(stream -> stream.getCreateTime().toInstant().isBefore(letter.time()))
                    .filter(stream -> stream.getStreamState().getFirstSequence() <= message.sequence()
                            && message.sequence() <= stream.getStreamState().getLastSequence())
                    .isPresent();
        }
        return letter.origin() instanceof LetterOrigin.KafkaRecord record
                && partitions
                        .computeIfAbsent(new TopicPartition(record.topic(), record.partition()), kafka::range)
                        .filter(range -> range.has(record.offset()))
                        .isPresent();
    }
}
