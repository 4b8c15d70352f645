package io.millrace.manticore.document;

/** Manticore did not answer, or not in a way that can be relied on: try again later. */
public final class IndexUnavailableException extends RuntimeException {
    public IndexUnavailableException(String message) {
        super(message);
    }

    public IndexUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
