package io.millrace.cassandra.publish;

import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads the stream's reply to a publish. */
final class PublishReply {
    /** The start of an acknowledgement; a refusal starts with the error. */
    private static final byte[] STORED = "{\"stream\":".getBytes(StandardCharsets.US_ASCII);

    private PublishReply() {}

    /** Why the event was not stored; empty if it was. */
    static Optional<String> refusal(Message reply) {
        if (Arrays.mismatch(reply.getData(), STORED) >= STORED.length) {
            return Optional.empty();
        }
        if (reply.isStatusMessage()) {
            return Optional.of(reply.getStatus().toString());
        }
        try {
            new PublishAck(reply);
            return Optional.empty();
        } catch (IOException | JetStreamApiException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
