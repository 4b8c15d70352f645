package io.millrace.nats;

/** Another instance holds the lease and keeps renewing it; try again when it has ended. */
public final class LeaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseUnavailableException(String message) {
        super(message);
    }
}
