package io.millrace.bridge.publish;

import io.millrace.event.SnowflakeSequence;
import io.millrace.event.Subject;

/** The subject of one partition of one table, and the ids of its events. */
record SubjectLine(Subject subject, String text, SnowflakeSequence ids) {
    boolean isOf(EventSummary event) {
        return subject.table().equals(event.table())
                && subject.database().equals(event.database())
                && subject.source().equals(event.source());
    }
}
