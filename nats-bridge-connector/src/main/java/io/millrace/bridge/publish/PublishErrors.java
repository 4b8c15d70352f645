package io.millrace.bridge.publish;

import io.millrace.nats.JetStreamError;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsUnavailableException;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.PublishAck;

/** What JetStream's error codes mean for a message that was not stored. */
final class PublishErrors {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;

    private PublishErrors() {}

    /** A {@link NatsUnavailableException} when trying again can help, else a {@link NatsFaultException} with the remedy. */
    static RuntimeException of(String subject, JetStreamApiException error) {
        String text = "The stream did not store a message for " + subject + ": " + error.getMessage();
        return switch (JetStreamError.of(error)) {
            case STORE_FAILED, INSUFFICIENT_RESOURCES, STORAGE_RESOURCES_EXCEEDED ->
                retry(text + ". It is full: raise its limits or the server's, or wait until old events expire", error);
            // The next session knows the stream's limit, and the record becomes a dead letter.
            case MESSAGE_EXCEEDS_MAXIMUM -> retry(text, error);
            case WRONG_LAST_SEQUENCE ->
                fault(
                        text + ". Something between the bridge and the stream adds an expected sequence; remove it",
                        error);
            case STREAM_SEALED -> fault(text + ". The stream is sealed; name another one in nats.stream", error);
            default -> byStatus(text, error);
        };
    }

    /** @throws NatsFaultException when another stream has stored the message */
    static void requireStream(String expected, String subject, PublishAck acknowledgement) {
        if (!acknowledgement.getStream().equals(expected)) {
            throw new NatsFaultException("Stream " + acknowledgement.getStream() + " stored a message for " + subject
                    + ", and not " + expected
                    + ". Another stream has this subject; name that one in nats.stream, or take"
                    + " the subject out of it");
        }
    }

    private static RuntimeException byStatus(String text, JetStreamApiException error) {
        int status = error.getErrorCode();
        return status >= SERVER_ERRORS || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT
                ? retry(text, error)
                : fault(text + " (JetStream error " + error.getApiErrorCode() + ")", error);
    }

    private static RuntimeException retry(String text, JetStreamApiException error) {
        return new NatsUnavailableException(text, error);
    }

    private static RuntimeException fault(String text, JetStreamApiException error) {
        return new NatsFaultException(text, error);
    }
}
