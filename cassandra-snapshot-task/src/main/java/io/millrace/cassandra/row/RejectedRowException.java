package io.millrace.cassandra.row;

/** The row cannot become an event, and reading it again would not help. */
public final class RejectedRowException extends Exception {
    private static final long serialVersionUID = 1L;

    public RejectedRowException(String message) {
        super(message);
    }
}
