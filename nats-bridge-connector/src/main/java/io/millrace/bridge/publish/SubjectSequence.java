package io.millrace.bridge.publish;

import io.millrace.event.SnowflakeSequence;
import io.millrace.event.Subject;
import org.apache.kafka.common.TopicPartition;

/**
 * The subject of one partition of one table, and the ids of its events.
 *
 * @param origin the only topic partition that may hold its events
 */
record SubjectSequence(Subject subject, String text, SnowflakeSequence ids, TopicPartition origin) {
    boolean isOf(EventSummary event) {
        return subject.table().equals(event.table())
                && subject.database().equals(event.database())
                && subject.source().equals(event.source());
    }
}
