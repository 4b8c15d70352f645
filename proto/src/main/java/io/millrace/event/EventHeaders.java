package io.millrace.event;

/**
 * The headers of a message in the stream. Readers need none of them. Numbers are written in base 36, since the headers
 * are a large part of a small message.
 */
public final class EventHeaders {
    /**
     * The same whenever the same event is published again: JetStream drops a second message with the same id within its
     * duplicate window.
     *
     * <p>From the bridge it says where the event came from, {@code <topic>-<partition>-<offset>}, the topic as the first
     * 50 bits of its SHA-256. {@code ~<n>} follows when the topic partition was published again on purpose or the topic
     * created anew, for the n-th time, and {@code #<sequence>} when JetStream would otherwise take the message for one
     * that is no longer there.
     */
    public static final String MESSAGE_ID = "Nats-Msg-Id";

    /**
     * From the bridge: {@code <previous> <confirmed> <sequence> <timestamp>}. How many offsets ago the record is that it
     * sent before this one of the topic partition; how many the one up to which the stream had acknowledged all of them
     * by then, and the stream sequence of that one; Kafka's timestamp of the record, in milliseconds. From these a bridge
     * that starts sees whether the end of the stream has gaps, and whether a topic was re-created.
     */
    public static final String CHAIN = "Millrace-Chain";

    private EventHeaders() {}
}
