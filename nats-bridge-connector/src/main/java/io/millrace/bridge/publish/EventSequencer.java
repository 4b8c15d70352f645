package io.millrace.bridge.publish;

import io.millrace.bridge.encode.SourceRun;
import io.millrace.event.EventHeaders;
import io.millrace.event.Snowflake;
import io.millrace.event.Subject;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsSession;
import io.nats.client.impl.Headers;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each event its subject, its id and its headers, for one session. The id is the one that the event has from
 * ChangeEventConverter, raised with its whole run where the run began with earlier times than the stream had reached;
 * events of other converters get theirs here.
 */
final class EventSequencer {
    private static final Logger LOG = LoggerFactory.getLogger(EventSequencer.class);

    private final KnownRuns runs;
    private final AuditRequests audits;
    private final EventPublisher.PublishListener listener;
    private final Map<AssignedPartition, SubjectSequence> current = new HashMap<>();
    private final Map<String, SubjectSequence> sequences = new HashMap<>();
    private final Set<Long> snapshotRuns = new HashSet<>();

    EventSequencer(NatsSession session, String stream, EventPublisher.PublishListener listener) {
        runs = new KnownRuns(session, stream);
        audits = new AuditRequests(session);
        this.listener = listener;
    }

    /** Continues after what the stream holds. That may lag behind what is in flight: an id never goes back. */
    void update(Map<String, LastEvent> lastEvents) {
        lastEvents.forEach((subject, last) -> sequences
                .computeIfAbsent(subject, text -> new SubjectSequence(Subject.parse(text)))
                .inStream(last.id(), last.origin()));
    }

    /** Forgets what subjects these topic partitions have. */
    void release(Collection<TopicPartition> partitions) {
        sequences.values().removeIf(each -> partitions.stream().anyMatch(each::comesFrom));
        runs.release(partitions);
        current.clear();
    }

    EventMessage next(AssignedPartition partition, EventRecord event) {
        EventSummary summary = event.summary();
        SubjectSequence sequence = current.get(partition);
        if (sequence == null || !sequence.isOf(summary)) {
            sequence = sequence(summary, partition.topicPartition());
            current.put(partition, sequence);
        }
        long id = summary.run() == 0 ? sequence.next(summary) : raised(summary, partition.topicPartition());
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

    private long raised(EventSummary event, TopicPartition origin) {
        OptionalLong known = runs.raiseOf(origin, event.run());
        return Snowflake.raise(event.id(), known.isPresent() ? known.getAsLong() : judge(event, origin));
    }

    /** Decides on a run of which this is the topic partition's first event. */
    private long judge(EventSummary event, TopicPartition origin) {
        List<SubjectSequence> earlier = withEvents(each -> each.comesFrom(origin));
        long last = earlier.stream().mapToLong(SubjectSequence::last).max().orElse(0);
        long milliseconds = Snowflake.millisecondsAbove(event.id(), last);
        if ((event.run() & SourceRun.BEGAN_WITH_SNAPSHOT) != 0) {
            requestAuditOfSnapshot(event, origin);
        }
        if (milliseconds > 0) {
            audits.raised(earlier.stream().map(SubjectSequence::subject).toList());
            LOG.warn(
                    "The source of {} restarted with earlier times than the stream already has: raising the ids of this run by"
                            + " {} ms in this topic partition. Rows keep their order; a TRUNCATE about the time of the restart"
                            + " may be misplaced among rows of other partitions, so the tables are marked to be audited",
                    origin,
                    milliseconds);
            listener.raised();
        }
        return runs.decide(origin, event.run(), milliseconds);
    }

    /** Of all tables of the source that this task knows, since one that is empty by now has no event in the snapshot. */
    private void requestAuditOfSnapshot(EventSummary event, TopicPartition origin) {
        List<SubjectSequence> again = withEvents(each -> each.comesFrom(origin));
        if (snapshotRuns.add(event.run())) {
            again = withEvents(each -> each.subject().source().equals(event.source())
                    && each.origin()
                            .filter(from -> runs.raiseOf(from, event.run()).isEmpty())
                            .isPresent());
        }
        audits.snapshotAgain(again.stream().map(SubjectSequence::subject).toList());
    }

    private List<SubjectSequence> withEvents(Predicate<SubjectSequence> which) {
        return sequences.values().stream()
                .filter(each -> each.last() > 0)
                .filter(which)
                .toList();
    }

    static Headers headers(AssignedPartition partition, RecordPosition position) {
        return new Headers()
                .put(EventHeaders.MESSAGE_ID, partition.ids().of(position.offset()))
                .put(EventHeaders.CHAIN, partition.chain().link().text(position));
    }
}
