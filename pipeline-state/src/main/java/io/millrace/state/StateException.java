package io.millrace.state;

/** A server did not say how far it is: no answer, or a refusal. The message names the server and the reason. */
public class StateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateException(String message) {
        super(message);
    }

    public StateException(String message, Throwable cause) {
        super(message, cause);
    }
}
