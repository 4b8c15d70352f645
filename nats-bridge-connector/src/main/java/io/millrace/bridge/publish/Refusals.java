package io.millrace.bridge.publish;

import io.nats.client.JetStreamApiException;

/** What JetStream's error codes mean for a message that was not stored. */
final class Refusals {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;

    private static final int MESSAGE_EXCEEDS_STREAM_LIMIT = 10054;
    private static final int OTHER_STREAM = 10060;
    private static final int WRONG_LAST_SEQUENCE = 10071;
    private static final int STREAM_SEALED = 10109;
    private static final int STORE_FAILED = 10077;
    private static final int INSUFFICIENT_RESOURCES = 10023;
    private static final int INSUFFICIENT_STORAGE = 10047;

    private Refusals() {}

    /**
     * Returns what to report when trying again can help.
     *
     * @throws StreamRefusedException when it cannot, with the remedy
     */
    static SessionBrokenException sort(String subject, JetStreamApiException error) {
        String text = "The stream did not store a message for " + subject + ": " + error.getMessage();
        return switch (error.getApiErrorCode()) {
            case STORE_FAILED, INSUFFICIENT_RESOURCES, INSUFFICIENT_STORAGE ->
                retry(text + ". It is full: raise its limits or the server's, or wait until old events expire", error);
            // The next session knows the stream's limit, and the record is a dead letter then.
            case MESSAGE_EXCEEDS_STREAM_LIMIT -> retry(text, error);
            case OTHER_STREAM ->
                throw new StreamRefusedException(
                        text + ". Another stream has this subject; name that one in nats.stream, or take the subject"
                                + " out of it");
            case WRONG_LAST_SEQUENCE ->
                throw new StreamRefusedException(
                        text + ". Something between the bridge and the stream adds an expected sequence; remove it");
            case STREAM_SEALED ->
                throw new StreamRefusedException(text + ". The stream is sealed; name another one in nats.stream");
            default -> byStatus(text, error);
        };
    }

    private static SessionBrokenException byStatus(String text, JetStreamApiException error) {
        int status = error.getErrorCode();
        if (status >= SERVER_ERRORS || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT) {
            return retry(text, error);
        }
        throw new StreamRefusedException(text + " (JetStream error " + error.getApiErrorCode() + ")");
    }

    private static SessionBrokenException retry(String text, JetStreamApiException error) {
        return new SessionBrokenException(text, error);
    }
}
