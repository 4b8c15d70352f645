package io.millrace.bridge.publish;

import io.millrace.event.EventHeaders;
import io.millrace.event.Partitioner;
import io.millrace.event.Snowflake;
import io.millrace.event.SnowflakeSequence;
import io.millrace.event.Subject;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Gives each event its subject, its id and its headers. What it gives follows from the stream and the records alone. */
public final class EventSequencer {
    private static final long US_PER_MS = 1000;

    private final String stream;
    private final Map<String, Long> lastIds;
    private final Map<Lane, SubjectLine> lineOf = new HashMap<>();
    private final Map<String, SubjectLine> lines = new HashMap<>();

    /** @param lastIds the last id in the stream, by subject */
    public EventSequencer(String stream, Map<String, Long> lastIds) {
        this.stream = stream;
        this.lastIds = new HashMap<>(lastIds);
    }

    /** What the stream holds of subjects that another task may have written to in the meantime. */
    public void update(Map<String, Long> newLastIds) {
        lastIds.putAll(newLastIds);
        lines.keySet().removeAll(newLastIds.keySet());
        lineOf.clear();
    }

    public Outgoing next(Lane lane, EventRecord event) {
        SubjectLine line = lineOf.get(lane);
        if (line == null || !line.isOf(event.summary())) {
            line = line(new Subject(
                    event.summary().source(),
                    event.summary().database(),
                    event.summary().table(),
                    lane.topicPartition().partition()));
            lineOf.put(lane, line);
        }
        long id = line.ids().next(Math.floorDiv(event.summary().commitTimeUs(), US_PER_MS));
        return new Outgoing(
                lane,
                event.position().offset(),
                line.text(),
                headers(event.position()),
                EventBody.complete(event.value(), event.key(), id));
    }

    private SubjectLine line(Subject subject) {
        String text = subject.toString();
        return lines.computeIfAbsent(
                text,
                key -> new SubjectLine(subject, key, new SnowflakeSequence(node(key), lastIds.getOrDefault(key, 0L))));
    }

    private static int node(String subject) {
        return Partitioner.partition(subject.getBytes(StandardCharsets.UTF_8), Snowflake.NODES);
    }

    private Headers headers(Position position) {
        String origin = Position.origin(position.topicPartition(), position.offset());
        return new Headers()
                .put(EventHeaders.MESSAGE_ID, origin)
                .put(EventHeaders.EXPECTED_STREAM, stream)
                .put(EventHeaders.CONTENT_TYPE, EventHeaders.CHANGE_EVENT)
                .put(EventHeaders.ORIGIN, origin)
                .put(EventHeaders.ORIGIN_TIMESTAMP, Long.toString(position.timestamp()));
    }
}
