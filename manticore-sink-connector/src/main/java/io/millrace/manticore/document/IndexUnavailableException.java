package io.millrace.manticore.document;

/** Manticore did not answer, or its answer is not reliable: try again later. */
public final class IndexUnavailableException extends RuntimeException {
    public IndexUnavailableException(String message) {
        super(message);
    }

    public IndexUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
