package io.millrace.state.letters;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.EventHeaders;
import io.millrace.event.EventRecordBytes;
import io.millrace.event.Snowflake;
import io.millrace.event.Subject;
import io.millrace.nats.Checkpoints;
import io.millrace.nats.NatsSession;
import io.millrace.nats.PublishProgress;
import io.millrace.nats.RunRaise;
import io.millrace.nats.RunRaises;
import io.millrace.nats.StateBucket;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Sends dead letters through the ordinary way: into the partition of Kafka from which the bridge publishes their table, so that
 * the bridge stays the only writer of its subjects; an application's events into the stream. An event keeps its id, which
 * belongs to a run that the bridge knows and does not judge again: so it replaces nothing that is newer.
 */
public final class LetterSender {
    private static final String MEND = "; read its row again from the source (docs/dead-letters.md)";

    private final KafkaLog kafka;
    private final NatsSession nats;
    private final String stream;
    private final LetterContent content;

    public LetterSender(KafkaLog kafka, NatsSession nats, String stream) {
        this.kafka = kafka;
        this.nats = nats;
        this.stream = stream;
        this.content = new LetterContent(kafka, nats);
    }

    /**
     * Returns once Kafka, or the stream, has the event.
     *
     * @param record the letter's own record
     */
    public SentLetter send(ReportedLetter letter, ConsumerRecord<byte[], byte[]> record) throws UnsendableException {
        byte[] bytes = content.event(letter, Optional.of(record))
                .orElseThrow(() -> new UnsendableException(
                        "its event is no longer at " + letter.origin() + ", and was too large for a copy" + MEND));
        EventRecordBytes event = parse(bytes);
        ChangeEvent decoded = decode(bytes);
        if (letter.origin() instanceof LetterOrigin.KafkaRecord origin) {
            TopicPartition partition = new TopicPartition(origin.topic(), origin.partition());
            return toKafka(letter, partition, known(partition, decoded, event), decoded);
        }
        if (letter.origin() instanceof LetterOrigin.StreamMessage message) {
            return again(letter, message, event, decoded, bytes);
        }
        throw new UnsendableException(
                "it does not say where it came from; set errors.deadletterqueue.context.headers.enable=true"
                        + " in the bridge, and mend the row with ./millrace audit --repair");
    }

    private SentLetter again(
            ReportedLetter letter,
            LetterOrigin.StreamMessage message,
            EventRecordBytes event,
            ChangeEvent decoded,
            byte[] bytes)
            throws UnsendableException {
        Optional<TopicPartition> partition = bridged(message.subject());
        if (partition.isPresent()) {
            RunRaise run = latest(partition.get())
                    .orElseThrow(() ->
                            new UnsendableException("the bridge no longer knows any run of " + partition.get() + MEND));
            return toKafka(
                    letter,
                    partition.get(),
                    new Numbered(
                            event.of(run.getNumber(), Snowflake.raise(event.id(), -run.getMilliseconds())), event.id()),
                    decoded);
        }
        if (decoded.getSource().hasMysql()) {
            throw new UnsendableException("the bridge does not know from which topic it published " + message.subject()
                    + " to stream " + stream + MEND);
        }
        return toStream(letter, message, event.id(), bytes);
    }

    /** An event of an application, or of the Cassandra job: nobody else numbers these subjects. */
    private SentLetter toStream(ReportedLetter letter, LetterOrigin.StreamMessage message, long id, byte[] bytes) {
        long after = lastSequence();
        Headers headers = new Headers()
                .put(EventHeaders.MESSAGE_ID, "resent-" + message + '-' + Long.toString(after, Character.MAX_RADIX));
        long sequence = nats.ask(
                "to publish to " + message.subject(),
                connection -> connection
                        .jetStream()
                        .publish(NatsMessage.builder()
                                .subject(message.subject())
                                .headers(headers)
                                .data(bytes)
                                .build())
                        .getSeqno());
        return new SentLetter(letter, stream + '@' + sequence, message.subject(), id, after);
    }

    /**
     * @param record for Kafka
     * @param id what the event's id will be in the stream
     */
    private record Numbered(EventRecordBytes record, long id) {}

    private SentLetter toKafka(ReportedLetter letter, TopicPartition partition, Numbered event, ChangeEvent decoded)
            throws UnsendableException {
        if (kafka.range(partition).isEmpty()) {
            throw new UnsendableException("Kafka has no " + partition + " any more" + MEND);
        }
        long after = lastSequence();
        byte[] key = decoded.hasKey() ? CanonicalKey.bytes(decoded.getKey()) : null;
        // The bridge recognizes a topic that was made anew by timestamps that begin again: whatever this machine's
        // clock
        // says, they must not go back here.
        long timestamp = kafka.latestTimestamp(partition).orElseGet(System::currentTimeMillis);
        long offset = kafka.append(new ProducerRecord<>(
                partition.topic(),
                partition.partition(),
                timestamp,
                key,
                event.record().toByteArray()));
        Subject subject = new Subject(
                decoded.getSource().getName(),
                decoded.getSource().getDatabase(),
                decoded.getSource().getTable(),
                partition.partition());
        return new SentLetter(letter, partition + "@" + offset, subject.toString(), event.id(), after);
    }

    /** The event of a bridge's letter; of a run that the partition knows, so that its id is not above everything. */
    private Numbered known(TopicPartition partition, ChangeEvent decoded, EventRecordBytes event)
            throws UnsendableException {
        if (event.run() == 0 || event.id() == 0) {
            throw new UnsendableException(
                    "its record has no id of its own, so the bridge would take it for the newest change of" + " its row"
                            + MEND);
        }
        OptionalLong own = raises(RunRaises.partition(partition.topic(), partition.partition()))
                .of(event.run());
        Optional<RunRaise> latest = latest(partition);
        if (own.isPresent() || latest.isEmpty()) {
            return new Numbered(event, Snowflake.raise(event.id(), own.orElse(0)));
        }
        long everywhere = raises(RunRaises.source(decoded.getSource().getName()))
                .of(event.run())
                .orElse(0);
        long id = Snowflake.raise(event.id(), everywhere);
        return new Numbered(
                event.of(
                        latest.get().getNumber(),
                        Snowflake.raise(id, -latest.get().getMilliseconds())),
                id);
    }

    /** The topic partition from which the bridge publishes a subject. */
    private Optional<TopicPartition> bridged(String subject) {
        int partition = Subject.find(subject).map(Subject::partition).orElse(-1);
        List<PublishProgress> known = nats.ask(
                "for the topics of the bridge",
                connection -> StateBucket.exists(connection)
                        ? Checkpoints.open(connection, stream).list(partition)
                        : List.of());
        return known.stream()
                .filter(progress -> progress.getSubjectList().contains(subject))
                .map(progress -> new TopicPartition(progress.getTopic(), progress.getPartition()))
                .findFirst();
    }

    private Optional<RunRaise> latest(TopicPartition partition) {
        return raises(RunRaises.partition(partition.topic(), partition.partition()))
                .latest();
    }

    private RunRaises.KnownRaises raises(String place) {
        return nats.ask(
                "for the runs of " + place,
                connection -> RunRaises.open(connection, stream).read(place));
    }

    private long lastSequence() {
        return nats.findStream(stream)
                .map(info -> info.getStreamState().getLastSequence())
                .orElse(0L);
    }

    private static EventRecordBytes parse(byte[] bytes) throws UnsendableException {
        try {
            return EventRecordBytes.parse(bytes);
        } catch (IOException e) {
            throw notAnEvent();
        }
    }

    private static ChangeEvent decode(byte[] bytes) throws UnsendableException {
        try {
            ChangeEvent event = ChangeEvent.parseFrom(bytes);
            if (event.getSource().getTable().isEmpty()) {
                throw notAnEvent();
            }
            return event;
        } catch (InvalidProtocolBufferException e) {
            throw notAnEvent();
        }
    }

    private static UnsendableException notAnEvent() {
        return new UnsendableException("its bytes are not a change event; find out what wrote them, and drop it");
    }
}
