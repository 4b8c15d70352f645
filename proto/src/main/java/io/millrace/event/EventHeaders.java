package io.millrace.event;

/** The headers of a message in the stream. */
public final class EventHeaders {
    /** Deterministic per origin record: JetStream drops a second message with the same id within its duplicate window. */
    public static final String MESSAGE_ID = "Nats-Msg-Id";

    /** The server refuses the message when another stream holds the subject. */
    public static final String EXPECTED_STREAM = "Nats-Expected-Stream";

    public static final String CONTENT_TYPE = "Content-Type";
    public static final String CHANGE_EVENT = "application/x-protobuf; messageType=io.millrace.event.ChangeEvent";

    /**
     * Where the message came from, {@code <topic>-<partition>@<offset>} for a Kafka record; {@code ~<n>} is appended
     * when it was published again on purpose or the topic was re-created, for the n-th time.
     */
    public static final String ORIGIN = "Millrace-Origin";

    /** Kafka's timestamp of the origin record in milliseconds: distinguishes a re-created topic from a replay. */
    public static final String ORIGIN_TIMESTAMP = "Millrace-Origin-Timestamp";

    /**
     * {@code <previous> <confirmed> <sequence>}: the offset of the record that this publisher sent before this one of
     * the topic partition, the offset up to which the stream had acknowledged all of them by then, and the stream
     * sequence of that one. From these a publisher that starts sees whether the end of the stream has gaps.
     */
    public static final String ORIGIN_CHAIN = "Millrace-Origin-Chain";

    private EventHeaders() {}
}
