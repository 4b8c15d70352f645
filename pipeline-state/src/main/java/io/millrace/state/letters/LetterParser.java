package io.millrace.state.letters;

import io.millrace.event.Subject;
import io.millrace.state.letters.LetterId.LetterStage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads dead letters as the sink writes them, and as Connect writes those of the bridge. */
final class LetterParser {
    /** Header of a record that says which letter is dealt with: by its origin, and how. */
    static final String SETTLED = "millrace.settled";

    static final String OUTCOME = "millrace.outcome";

    private static final String CONNECT = "__connect.errors.";
    private static final String REASON = "millrace.reason";
    private static final String REFERENCE = "millrace.reference";

    private final LetterStage stage;
    private final String connector;

    /** @param connector the name of the connector whose letters these are; its topic may have those of others, too */
    LetterParser(LetterStage stage, String connector) {
        this.stage = stage;
        this.connector = connector;
    }

    /** The origin of the letter that the record settles; empty if the record is a letter itself. */
    Optional<String> settled(ConsumerRecord<byte[], byte[]> record) {
        return header(record, SETTLED);
    }

    /** Empty if it is a letter of another connector. */
    Optional<ReportedLetter> letter(ConsumerRecord<byte[], byte[]> record) {
        if (header(record, CONNECT + "connector.name")
                .filter(name -> !name.equals(connector))
                .isPresent()) {
            return Optional.empty();
        }
        LetterId id = new LetterId(stage, record.partition(), record.offset());
        LetterOrigin origin;
        try {
            origin = stage == LetterStage.SINK ? message(record, id) : kafkaRecord(record, id);
        } catch (NumberFormatException e) {
            origin = new LetterOrigin.Unknown(id);
        }
        return Optional.of(new ReportedLetter(
                id,
                Instant.ofEpochMilli(record.timestamp()),
                table(origin),
                reason(record, origin),
                origin,
                header(record, REFERENCE).isPresent()));
    }

    private static LetterOrigin message(ConsumerRecord<byte[], byte[]> record, LetterId id) {
        Optional<String> sequence = header(record, "millrace.sequence");
        return sequence.isEmpty()
                ? new LetterOrigin.Unknown(id)
                : new LetterOrigin.StreamMessage(
                        header(record, "millrace.stream").orElse(""),
                        header(record, "millrace.subject").orElse(""),
                        Long.parseLong(sequence.get()));
    }

    private static LetterOrigin kafkaRecord(ConsumerRecord<byte[], byte[]> record, LetterId id) {
        Optional<String> reference = header(record, REFERENCE);
        if (reference.isPresent()) {
            return LetterOrigin.parseKafka(reference.get());
        }
        Optional<String> topic = header(record, CONNECT + "topic");
        return topic.isEmpty()
                ? new LetterOrigin.Unknown(id)
                : new LetterOrigin.KafkaRecord(
                        topic.get(),
                        Integer.parseInt(header(record, CONNECT + "partition").orElse("")),
                        Long.parseLong(header(record, CONNECT + "offset").orElse("")));
    }

    private static String table(LetterOrigin origin) {
        if (origin instanceof LetterOrigin.KafkaRecord record) {
            return record.topic();
        }
        if (origin instanceof LetterOrigin.StreamMessage message) {
            return Subject.find(message.subject())
                    .map(subject -> subject.source() + '.' + subject.database() + '.' + subject.table())
                    .orElse(message.subject());
        }
        return "unknown";
    }

    private static String reason(ConsumerRecord<byte[], byte[]> record, LetterOrigin origin) {
        String reason = header(record, REASON)
                .or(() -> header(record, CONNECT + "exception.message"))
                .orElse("not told; set errors.deadletterqueue.context.headers.enable=true in the bridge");
        String place = "Record " + origin + ": ";
        return reason.startsWith(place) ? reason.substring(place.length()) : reason;
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
