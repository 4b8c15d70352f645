package io.millrace.bridge.publish;

import io.nats.client.impl.Headers;

/** A message and the record it comes from. */
public record Outgoing(Lane lane, long offset, long commitTimeUs, String subject, Headers headers, byte[] body) {
    /** What the server counts against its {@code max_payload}. */
    public int size() {
        return headers.serializedLength() + body.length;
    }
}
