package io.millrace.nats;

import org.jspecify.annotations.Nullable;

/** NATS did not answer, or is temporarily unusable: try again later. What was sent may or may not have been stored. */
public final class NatsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NatsUnavailableException(String message) {
        super(message);
    }

    public NatsUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
