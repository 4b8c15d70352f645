package io.millrace.cassandra.row;

/** A row that cannot become an event, for a reason that reading it again does not mend. */
public final class RejectedRowException extends Exception {
    private static final long serialVersionUID = 1L;

    public RejectedRowException(String message) {
        super(message);
    }
}
