package io.millrace.event;

/** What was given is not an event that the contract allows; the message says what is wrong with it. */
public final class InvalidEventException extends IllegalArgumentException {
    public InvalidEventException(String message) {
        super(message);
    }

    public InvalidEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
