package io.millrace.cassandra.publish;

/** The stream does not take events, and has not for longer than was allowed, or never will. */
public final class DeliveryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeliveryException(String message) {
        super(message);
    }
}
