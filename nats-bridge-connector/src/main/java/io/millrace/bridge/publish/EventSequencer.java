package io.millrace.bridge.publish;

import io.millrace.event.EventHeaders;
import io.millrace.event.NodeRegistry;
import io.millrace.event.Operation;
import io.millrace.event.SnowflakeSequence;
import io.millrace.event.Subject;
import io.nats.client.impl.Headers;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives each event its subject, its id and its headers, for one session. What it gives follows from the stream and the
 * records alone, so that a record published again is the same message.
 */
public final class EventSequencer {
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
    public static EventSequencer open(Session session, String stream, Map<String, Long> lastIds)
            throws SessionBrokenException {
        NodeRegistry nodes = session.ask("which snowflake nodes are given away", NodeRegistry::open);
        return new EventSequencer(session, stream, nodes, lastIds);
    }

    /** What the stream holds of subjects that another task may have written to in the meantime. */
    public void update(Map<String, Long> newLastIds) {
        lastIds.putAll(newLastIds);
        lines.keySet().removeAll(newLastIds.keySet());
        lineOf.clear();
    }

    public Outgoing next(Lane lane, EventRecord event) throws SessionBrokenException {
        SubjectLine line = lineOf.get(lane);
        if (line == null || !line.isOf(event.summary())) {
            line = line(new Subject(
                    event.summary().source(),
                    event.summary().database(),
                    event.summary().table(),
                    lane.topicPartition().partition()));
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

    private SubjectLine line(Subject subject) throws SessionBrokenException {
        String text = subject.toString();
        SubjectLine line = lines.get(text);
        if (line == null) {
            int node = session.ask("for the snowflake node of " + text, connection -> nodes.nodeOf(text));
            line = new SubjectLine(subject, text, new SnowflakeSequence(node, lastIds.getOrDefault(text, 0L)));
            lines.put(text, line);
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
