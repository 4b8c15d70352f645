package io.millrace.bridge.publish;

import io.millrace.event.EventHeaders;
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
 * Gives each event its subject, its id and its headers, for one session. The id is the one that the event has from
 * ChangeEventConverter, raised with its whole run where the run began with earlier times than the stream had reached;
 * events of other converters get theirs here.
 */
final class EventSequencer {
    private final RunJudge judge;
    private final Map<AssignedPartition, SubjectSequence> current = new HashMap<>();
    private final Map<String, SubjectSequence> sequences = new HashMap<>();

    EventSequencer(NatsSession session, String stream, EventPublisher.PublishListener listener) {
        judge = new RunJudge(session, stream, listener);
    }

    /** Continues after what the stream holds. That may lag behind what is in flight: an id never goes back. */
    void update(Map<String, LastEvent> lastEvents) {
        lastEvents.forEach((text, last) -> Subject.find(text)
                .ifPresent(subject -> sequences
                        .computeIfAbsent(text, each -> new SubjectSequence(subject))
                        .inStream(last.id(), last.origin())));
    }

    /** Forgets what subjects these topic partitions have. */
    void release(Collection<TopicPartition> partitions) {
        sequences.values().removeIf(each -> partitions.stream().anyMatch(each::comesFrom));
        judge.release(partitions);
        current.clear();
    }

    EventMessage next(AssignedPartition partition, EventRecord event) {
        EventSummary summary = event.summary();
        SubjectSequence sequence = current.get(partition);
        if (sequence == null || !sequence.isOf(summary)) {
            sequence = sequence(summary, partition.topicPartition());
            current.put(partition, sequence);
        }
        long id = summary.run() == 0
                ? sequence.next(summary)
                : Snowflake.raise(summary.id(), judge.raise(summary, partition.topicPartition(), sequences.values()));
        sequence.used(id);
        return new EventMessage(
                partition,
                event.position().offset(),
                summary.commitTimeUs(),
                sequence.text(),
                headers(partition, event.position()),
                EventBody.withId(event.value(), summary.fieldsEnd(), id));
    }

    private SubjectSequence sequence(EventSummary event, TopicPartition origin) {
        Subject subject = new Subject(event.source(), event.database(), event.table(), origin.partition());
        SubjectSequence sequence = sequences.computeIfAbsent(subject.toString(), text -> new SubjectSequence(subject));
        TopicPartition other = sequence.writeFrom(origin);
        if (!other.equals(origin)) {
            // The stream's last message of a subject has to show how far one topic partition is, and rows need one
            // order.
            throw new NatsFaultException("Topics " + other.topic() + " and " + origin.topic()
                    + " both hold events of table " + subject.database() + '.' + subject.table() + " of source "
                    + subject.source() + ", which have one subject (" + sequence.text()
                    + "). Leave one of them out of the connector's topics");
        }
        return sequence;
    }

    static Headers headers(AssignedPartition partition, RecordPosition position) {
        return new Headers()
                .put(EventHeaders.MESSAGE_ID, partition.ids().of(position.offset()))
                .put(EventHeaders.CHAIN, partition.chain().link().text(position));
    }
}
