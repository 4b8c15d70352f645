package io.millrace.bridge.publish;

import io.millrace.event.EventHeaders;
import io.millrace.event.Operation;
import io.millrace.event.SnowflakeSequence;
import io.millrace.event.Subject;
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

    private final Session session;
    private final String stream;
    private final NodeRegistry nodes;
    private final Map<String, Long> lastIds;
    private final Map<Lane, SubjectLine> lineOf = new HashMap<>();
    private final Map<String, SubjectLine> lines = new HashMap<>();

    private EventSequencer(Session session, String stream, NodeRegistry nodes, Map<String, Long> lastIds) {
        this.session = session;
        this.stream = stream;
        this.nodes = nodes;
        this.lastIds = new HashMap<>(lastIds);
    }

    /** @param lastIds the last id in the stream, by subject */
    static EventSequencer open(Session session, String stream, Map<String, Long> lastIds)
            throws SessionBrokenException {
        NodeRegistry nodes = session.ask("which snowflake nodes are given away", NodeRegistry::open);
        return new EventSequencer(session, stream, nodes, lastIds);
    }

    /** What the stream holds now. It may lag behind what is in flight: an id never goes back. */
    void update(Map<String, Long> newLastIds) {
        newLastIds.forEach((subject, id) -> lastIds.merge(subject, id, Math::max));
        lines.values().removeIf(line -> line.ids().last() < newLastIds.getOrDefault(line.text(), 0L));
        lineOf.clear();
    }

    /** Forgets what subjects these topic partitions have. */
    void release(Collection<TopicPartition> partitions) {
        lines.values().stream()
                .filter(line -> partitions.contains(line.origin()))
                .forEach(line -> lastIds.merge(line.text(), line.ids().last(), Math::max));
        lines.values().removeIf(line -> partitions.contains(line.origin()));
        lineOf.clear();
    }

    Outgoing next(Lane lane, EventRecord event) throws SessionBrokenException {
        SubjectLine line = lineOf.get(lane);
        if (line == null || !line.isOf(event.summary())) {
            line = line(
                    new Subject(
                            event.summary().source(),
                            event.summary().database(),
                            event.summary().table(),
                            lane.topicPartition().partition()),
                    lane.topicPartition());
            lineOf.put(lane, line);
        }
        long commitTimeMs = Math.floorDiv(event.summary().commitTimeUs(), US_PER_MS);
        long id = event.summary().operation() == Operation.TRUNCATE
                ? line.ids().nextTruncate(commitTimeMs)
                : line.ids().next(commitTimeMs);
        return new Outgoing(
                lane,
                event.position().offset(),
                event.summary().commitTimeUs(),
                line.text(),
                headers(lane, event.position()),
                EventBody.complete(event.value(), event.key(), id));
    }

    private SubjectLine line(Subject subject, TopicPartition origin) throws SessionBrokenException {
        String text = subject.toString();
        SubjectLine line = lines.get(text);
        if (line == null) {
            int node = session.ask("for the snowflake node of " + text, connection -> nodes.nodeOf(text));
            line = new SubjectLine(subject, text, new SnowflakeSequence(node, lastIds.getOrDefault(text, 0L)), origin);
            lines.put(text, line);
        }
        if (!line.origin().equals(origin)) {
            // The stream's last message of a subject has to tell how far one topic partition is, and rows need one
            // order.
            throw new StreamRefusedException("Topics " + line.origin().topic() + " and " + origin.topic()
                    + " both hold events of table " + subject.database() + '.' + subject.table() + " of source "
                    + subject.source() + ", which have one subject (" + text
                    + "). Leave one of them out of the connector's topics");
        }
        return line;
    }

    private Headers headers(Lane lane, Position position) {
        return new Headers()
                .put(EventHeaders.MESSAGE_ID, lane.messageId(position.offset()))
                .put(EventHeaders.EXPECTED_STREAM, stream)
                .put(EventHeaders.CONTENT_TYPE, EventHeaders.CHANGE_EVENT)
                .put(EventHeaders.ORIGIN, Origin.text(lane.topicPartition(), position.offset(), lane.generation()))
                .put(EventHeaders.ORIGIN_CHAIN, lane.link().toString())
                .put(EventHeaders.ORIGIN_TIMESTAMP, Long.toString(position.timestamp()));
    }
}
