package io.millrace.nats;

import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.Optional;

/**
 * The errors of JetStream that Millrace treats specially. The codes are those of {@code server/errors.json} in
 * nats-io/nats-server, which never change their meaning.
 */
public enum JetStreamError {
    CONSUMER_NOT_FOUND(10014),
    INSUFFICIENT_RESOURCES(10023),
    NO_MESSAGE_FOUND(10037),
    STORAGE_RESOURCES_EXCEEDED(10047),
    MESSAGE_EXCEEDS_MAXIMUM(10054),
    STREAM_NOT_FOUND(10059),
    /** The message expects another stream. */
    STREAM_NOT_MATCH(10060),
    /** A compare-and-set failed: somebody else changed the subject, or the bucket's key, first. */
    WRONG_LAST_SEQUENCE(10071),
    STORE_FAILED(10077),
    STREAM_SEALED(10109),
    /** Any other. */
    OTHER(-1);

    private final int code;

    JetStreamError(int code) {
        this.code = code;
    }

    public static JetStreamError of(JetStreamApiException error) {
        return of(error.getApiErrorCode());
    }

    static JetStreamError of(int code) {
        for (JetStreamError each : values()) {
            if (each.code == code) {
                return each;
            }
        }
        return OTHER;
    }

    /** A request that JetStream answers. */
    public interface JetStreamRequest<T> {
        T send() throws IOException, JetStreamApiException;
    }

    /** The answer to a request; empty if it fails with this error. */
    public <T> Optional<T> asEmpty(JetStreamRequest<T> request) throws IOException, JetStreamApiException {
        try {
            return Optional.of(request.send());
        } catch (JetStreamApiException e) {
            if (is(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public boolean is(JetStreamApiException error) {
        return of(error) == this;
    }
}
