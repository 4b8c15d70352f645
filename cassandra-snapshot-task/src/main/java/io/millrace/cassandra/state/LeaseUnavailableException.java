package io.millrace.cassandra.state;

/** Another instance is working on the snapshots of this source; try again when it has ended. */
public final class LeaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseUnavailableException(String message) {
        super(message);
    }
}
