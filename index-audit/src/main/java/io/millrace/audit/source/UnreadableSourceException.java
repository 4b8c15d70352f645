package io.millrace.audit.source;

/**
 * A table, or a setting of the source connector, with which the audit could not tell what reaches the index. The message
 * names it, and what to do.
 */
public final class UnreadableSourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableSourceException(String message) {
        super(message);
    }

    public UnreadableSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
