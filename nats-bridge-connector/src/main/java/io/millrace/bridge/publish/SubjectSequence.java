package io.millrace.bridge.publish;

import io.millrace.event.Operation;
import io.millrace.event.Snowflake;
import io.millrace.event.Subject;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The subject of one partition of one table, the topic partition that its events come from, and its last id. */
final class SubjectSequence {
    private static final long US_PER_MS = 1000;
    private static final int TRUNCATE_NODE = 0;

    private final Subject subject;
    private final String text;
    private @Nullable TopicPartition origin;
    private boolean written;
    private long last;

    SubjectSequence(Subject subject) {
        this.subject = subject;
        text = subject.toString();
    }

    Subject subject() {
        return subject;
    }

    String text() {
        return text;
    }

    /** The id of the last event, 0 when there is none. */
    long last() {
        return last;
    }

    /** Where its events come from, if that is one of the task's topic partitions. */
    Optional<TopicPartition> origin() {
        return Optional.ofNullable(origin);
    }

    boolean comesFrom(TopicPartition topicPartition) {
        return topicPartition.equals(origin);
    }

    /** The only topic partition that may write here in this session: this one, if it is the first. */
    TopicPartition writeFrom(TopicPartition topicPartition) {
        if (origin == null || !written) {
            origin = topicPartition;
            written = true;
        }
        return origin;
    }

    /** What the stream holds. */
    void inStream(long id, Optional<TopicPartition> from) {
        last = Math.max(last, id);
        if (!written) {
            origin = from.orElse(origin);
        }
    }

    boolean isOf(EventSummary event) {
        return subject.table().equals(event.table())
                && subject.database().equals(event.database())
                && subject.source().equals(event.source());
    }

    /**
     * An id for an event that has none. A TRUNCATE gets the lowest id of its millisecond: rows that were inserted right
     * after it, in other partitions, must have higher ones.
     */
    long next(EventSummary event) {
        int node = event.operation() == Operation.TRUNCATE ? TRUNCATE_NODE : Snowflake.nodeOfSource(event.source());
        long commitTimeMs = Math.min(Snowflake.LAST_MS, Math.floorDiv(event.commitTimeUs(), US_PER_MS));
        return Math.max(Snowflake.first(commitTimeMs, node), Snowflake.next(last, node));
    }

    void used(long id) {
        last = Math.max(last, id);
    }
}
