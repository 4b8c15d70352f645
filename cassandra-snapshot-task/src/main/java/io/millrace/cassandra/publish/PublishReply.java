package io.millrace.cassandra.publish;

import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads a stream's replies to publishes. */
final class PublishReply {
    private final String stream;

    /** What an acknowledgement starts with; a refusal starts with the error. */
    private final byte[] stored;

    PublishReply(String stream) {
        this.stream = stream;
        stored = ("{\"stream\":\"" + stream + '"').getBytes(StandardCharsets.US_ASCII);
    }

    /** Why the event was not stored in the stream; empty if it was. */
    Optional<String> refusal(Message reply) {
        if (Arrays.mismatch(reply.getData(), stored) >= stored.length) {
            return Optional.empty();
        }
        if (reply.isStatusMessage()) {
            return Optional.of(reply.getStatus().toString());
        }
        try {
            String actual = new PublishAck(reply).getStream();
            return actual.equals(stream)
                    ? Optional.empty()
                    : Optional.of("stream " + actual + " stored it, which has its subject too");
        } catch (IOException | JetStreamApiException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
