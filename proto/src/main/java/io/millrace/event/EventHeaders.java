package io.millrace.event;

/**
 * The headers of a message in the stream. Readers need none of them. Numbers are written in base 36, because headers
 * are a large part of a small message.
 */
public final class EventHeaders {
    /**
     * The same whenever the same event is published again: JetStream drops a second message with the same id within its
     * duplicate window.
     *
     * <p>The bridge's ids say where the event came from, {@code <topic partition>-<offset>}, with the first 50 bits of
     * the SHA-256 of {@code <topic>-<partition>}. {@code ~<n>} follows if the topic partition was published again on
     * purpose, or the topic re-created, for the n-th time, and {@code #<sequence>} if JetStream would otherwise mistake
     * the message for one that is no longer there.
     */
    public static final String MESSAGE_ID = "Nats-Msg-Id";

    /**
     * Set by the bridge: {@code <previous> <confirmed> <sequence> <timestamp>}. The distance in offsets to the record
     * of the topic partition that it sent before this one; the distance to the record up to which the stream had
     * acknowledged everything by then, and that record's stream sequence; Kafka's timestamp of the record, in
     * milliseconds. From these, a bridge that starts can see whether the end of the stream has gaps and whether a topic
     * was re-created.
     */
    public static final String CHAIN = "Mc";

    /**
     * Set by the bridge on a DELETE with which an audit mends the index: the highest id that the subject had before. The
     * event's own id is right above that of the document that it deletes.
     */
    public static final String HIGHEST_ID = "Millrace-Highest-Id";

    private EventHeaders() {}
}
