package io.millrace.manticore.stream;

/** NATS did not answer, or lost track: try again later. */
public final class StreamUnavailableException extends RuntimeException {
    public StreamUnavailableException(String message) {
        super(message);
    }

    public StreamUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
