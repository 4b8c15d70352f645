package io.millrace.bridge.publish;

import io.nats.client.impl.Headers;

/** A message for the stream, and the record that it comes from. */
public record EventMessage(
        AssignedPartition partition, long offset, long commitTimeUs, String subject, Headers headers, byte[] body) {
    /** What the server counts against its {@code max_payload}. */
    public int size() {
        return headers.serializedLength() + body.length;
    }
}
