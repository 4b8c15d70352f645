package io.millrace.bridge.publish;

/** NATS or the stream does not let us do what we must, and will not until somebody changes its configuration or ours. */
public final class StreamRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StreamRefusedException(String message) {
        super(message);
    }
}
