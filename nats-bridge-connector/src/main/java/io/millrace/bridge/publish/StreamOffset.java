package io.millrace.bridge.publish;

/** The last message of a topic partition in the stream. */
public record StreamOffset(Origin origin, long sequence) {
    public RecordPosition position() {
        return origin.position();
    }
}
