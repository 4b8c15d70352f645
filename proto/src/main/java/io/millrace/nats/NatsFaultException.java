package io.millrace.nats;

import org.jspecify.annotations.Nullable;

/** NATS or the stream is unusable until a person changes something; the message says what. */
public final class NatsFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NatsFaultException(String message) {
        super(message);
    }

    public NatsFaultException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
