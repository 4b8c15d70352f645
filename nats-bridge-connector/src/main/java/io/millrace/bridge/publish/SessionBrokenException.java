package io.millrace.bridge.publish;

import org.jspecify.annotations.Nullable;

/** NATS is away or did not answer: what was sent and not acknowledged may or may not be in the stream. */
public final class SessionBrokenException extends Exception {
    private static final long serialVersionUID = 1;

    public SessionBrokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
