package io.millrace.bridge.publish;

import io.millrace.event.Subject;

/** A record as it is published, without a session to publish it on. */
public record PublishedForm(String subject, byte[] body) {
    public static PublishedForm of(EventRecord event, int partition, long id) {
        EventSummary summary = event.summary();
        return new PublishedForm(
                new Subject(summary.source(), summary.database(), summary.table(), partition).toString(),
                EventBody.withId(event.value(), summary.fieldsEnd(), id));
    }
}
