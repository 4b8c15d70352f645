package io.millrace.bridge.publish;

/** The last message of a topic partition in the stream. */
public record StreamEnd(Origin origin, long sequence) {
    public Position position() {
        return origin.position();
    }
}
