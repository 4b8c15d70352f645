package io.millrace.manticore.stream;

/** Something a person has to decide before anything more can be read; the message says what and how. */
public final class StreamFaultException extends RuntimeException {
    public StreamFaultException(String message, Throwable cause) {
        super(message, cause);
    }

    public StreamFaultException(String message) {
        super(message);
    }
}
