package io.millrace.sync;

/** A step cannot be done; the message says why and what to do. */
final class SyncException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SyncException(String message) {
        super(message);
    }

    SyncException(String message, Throwable cause) {
        super(message, cause);
    }
}
