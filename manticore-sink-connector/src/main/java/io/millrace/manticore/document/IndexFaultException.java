package io.millrace.manticore.document;

/** Something a person has to put right before anything more can be written; the message says what and how. */
public final class IndexFaultException extends RuntimeException {
    public IndexFaultException(String message) {
        super(message);
    }

    public IndexFaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
