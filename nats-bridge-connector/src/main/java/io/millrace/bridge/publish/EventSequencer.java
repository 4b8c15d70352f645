package io.millrace.bridge.publish;

import io.millrace.event.EventHeaders;
import io.millrace.event.Operation;
import io.millrace.event.SnowflakeSequence;
import io.millrace.event.Subject;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NodeRegistry;
import io.nats.client.impl.Headers;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives each event its subject, its id and its headers, for one session. What it gives follows from the stream and the
 * records alone, so that a record published again is the same message.
 */
final class EventSequencer {
    private static final long US_PER_MS = 1000;

    private final NatsSession session;
    private final String stream;
    private final NodeRegistry nodes;
    private final Map<String, Long> lastIds = new HashMap<>();
    private final Map<AssignedPartition, SubjectSequence> current = new HashMap<>();
    private final Map<String, SubjectSequence> sequences = new HashMap<>();

    private EventSequencer(NatsSession session, String stream, NodeRegistry nodes) {
        this.session = session;
        this.stream = stream;
        this.nodes = nodes;
    }

    static EventSequencer open(NatsSession session, String stream) {
        return new EventSequencer(
                session, stream, session.ask("for the snowflake nodes that are taken", NodeRegistry::open));
    }

    /**
     * Continues after what the stream holds. That may lag behind what is in flight: an id never goes back.
     *
     * @param newLastIds the last id in the stream, by subject
     */
    void update(Map<String, Long> newLastIds) {
        newLastIds.forEach((subject, id) -> lastIds.merge(subject, id, Math::max));
        sequences.values().removeIf(each -> each.ids().last() < newLastIds.getOrDefault(each.text(), 0L));
        current.clear();
    }

    /** Forgets what subjects these topic partitions have. */
    void release(Collection<TopicPartition> partitions) {
        sequences.values().stream()
                .filter(each -> partitions.contains(each.origin()))
                .forEach(each -> lastIds.merge(each.text(), each.ids().last(), Math::max));
        sequences.values().removeIf(each -> partitions.contains(each.origin()));
        current.clear();
    }

    EventMessage next(AssignedPartition partition, EventRecord event) {
        EventSummary summary = event.summary();
        SubjectSequence sequence = current.get(partition);
        if (sequence == null || !sequence.isOf(summary)) {
            sequence = sequence(summary, partition.topicPartition());
            current.put(partition, sequence);
        }
        long commitTimeMs = Math.floorDiv(summary.commitTimeUs(), US_PER_MS);
        long id = summary.operation() == Operation.TRUNCATE
                ? sequence.ids().nextTruncate(commitTimeMs)
                : sequence.ids().next(commitTimeMs);
        return new EventMessage(
                partition,
                event.position().offset(),
                summary.commitTimeUs(),
                sequence.text(),
                headers(partition, event.position()),
                EventBody.complete(event.value(), event.key(), id));
    }

    private SubjectSequence sequence(EventSummary event, TopicPartition origin) {
        Subject subject = new Subject(event.source(), event.database(), event.table(), origin.partition());
        SubjectSequence sequence = sequences.computeIfAbsent(subject.toString(), text -> {
            int node = session.ask("for the snowflake node of " + text, connection -> nodes.nodeOf(text));
            return new SubjectSequence(
                    subject, text, new SnowflakeSequence(node, lastIds.getOrDefault(text, 0L)), origin);
        });
        if (!sequence.origin().equals(origin)) {
            // The stream's last message of a subject must show how far one topic partition is, and rows need one
            // order.
            throw new NatsFaultException("Topics " + sequence.origin().topic() + " and " + origin.topic()
                    + " both hold events of table " + subject.database() + '.' + subject.table() + " of source "
                    + subject.source() + ", which have one subject (" + sequence.text()
                    + "). Leave one of them out of the connector's topics");
        }
        return sequence;
    }

    private Headers headers(AssignedPartition partition, RecordPosition position) {
        MessageIds ids = partition.ids();
        return new Headers()
                .put(EventHeaders.MESSAGE_ID, ids.of(position.offset()))
                .put(EventHeaders.EXPECTED_STREAM, stream)
                .put(EventHeaders.CONTENT_TYPE, EventHeaders.CHANGE_EVENT)
                .put(EventHeaders.ORIGIN, Origin.text(partition.topicPartition(), position.offset(), ids.generation()))
                .put(EventHeaders.ORIGIN_CHAIN, partition.chain().link().toString())
                .put(EventHeaders.ORIGIN_TIMESTAMP, Long.toString(position.timestamp()));
    }
}
