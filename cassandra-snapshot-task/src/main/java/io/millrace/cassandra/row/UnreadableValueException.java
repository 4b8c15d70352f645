package io.millrace.cassandra.row;

/** A row that cannot become an event, for a reason that reading it again does not mend. */
public final class UnreadableValueException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadableValueException(String message) {
        super(message);
    }
}
