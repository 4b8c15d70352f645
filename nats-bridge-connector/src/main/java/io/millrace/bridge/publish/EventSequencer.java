package io.millrace.bridge.publish;

import io.millrace.bridge.encode.SourceRun;
import io.millrace.event.EventHeaders;
import io.millrace.event.Operation;
import io.millrace.event.Snowflake;
import io.millrace.event.Subject;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsSession;
import io.nats.client.impl.Headers;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives each event its subject, id and headers, for one session. Events of ChangeEventConverter keep their id, which is
 * raised together with the whole run if the run began with earlier times than the stream had reached; events of other
 * converters get an id here.
 */
final class EventSequencer {
    private final RunJudge judge;
    private final Map<AssignedPartition, SubjectSequence> current = new HashMap<>();
    private final Map<String, SubjectSequence> sequences = new HashMap<>();

    EventSequencer(NatsSession session, String stream, EventPublisher.PublishListener listener) {
        judge = new RunJudge(session, stream, listener);
    }

    /** Continues after the stream's last messages, which may lag behind what is in flight: an id never goes back. */
    void update(Map<String, LastEvent> lastEvents) {
        lastEvents.forEach((text, last) -> Subject.find(text)
                .ifPresent(subject -> sequences
                        .computeIfAbsent(text, each -> new SubjectSequence(subject))
                        .inStream(last.id(), last.origin())));
    }

    /** Forgets the subjects of these topic partitions. */
    void release(Collection<TopicPartition> partitions) {
        sequences.values().removeIf(each -> partitions.stream().anyMatch(each::comesFrom));
        judge.release(partitions);
        current.clear();
    }

    /** See {@link LateEvents}. */
    void auditLateEvents() {
        judge.auditLateEvents(sequences.values());
    }

    EventMessage next(AssignedPartition partition, EventRecord event) {
        EventSummary summary = event.summary();
        SubjectSequence sequence = current.get(partition);
        if (sequence == null || !sequence.isOf(summary)) {
            sequence = sequence(summary, partition.topicPartition());
            current.put(partition, sequence);
        }
        Headers headers = headers(partition, event.position());
        long id = id(summary, partition, sequence);
        if (summary.run() == SourceRun.REPAIR) {
            LastEvent.addBefore(headers, sequence.last());
        } else {
            sequence.used(id);
        }
        return new EventMessage(
                partition,
                event.position().offset(),
                summary.commitTimeUs(),
                sequence.text(),
                headers,
                EventBody.withId(event.value(), summary.fieldsEnd(), id));
    }

    private long id(EventSummary event, AssignedPartition partition, SubjectSequence sequence) {
        if (event.run() == SourceRun.REPAIR) {
            return event.id();
        }
        if (event.run() == 0) {
            return sequence.next(event);
        }
        long id = Snowflake.raise(event.id(), judge.raise(event, partition.topicPartition(), sequences.values()));
        if (event.operation() == Operation.TRUNCATE) {
            judge.truncating(sequence.subject(), event.run(), id);
        }
        return id;
    }

    private SubjectSequence sequence(EventSummary event, TopicPartition origin) {
        Subject subject = new Subject(event.source(), event.database(), event.table(), origin.partition());
        SubjectSequence sequence = sequences.computeIfAbsent(subject.toString(), text -> new SubjectSequence(subject));
        TopicPartition other = sequence.writeFrom(origin);
        if (!other.equals(origin)) {
            // The last message of a subject must show the progress of one topic partition, and rows need one order.
            throw new NatsFaultException("Topics " + other.topic() + " and " + origin.topic()
                    + " both hold events of table " + subject.database() + '.' + subject.table() + " of source "
                    + subject.source() + ", which have one subject (" + sequence.text()
                    + "). Remove one of them from the connector's topics");
        }
        return sequence;
    }

    static Headers headers(AssignedPartition partition, RecordPosition position) {
        return new Headers()
                .put(EventHeaders.MESSAGE_ID, partition.ids().of(position.offset()))
                .put(EventHeaders.CHAIN, partition.chain().link().text(position));
    }
}
