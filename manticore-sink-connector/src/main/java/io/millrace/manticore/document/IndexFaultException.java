package io.millrace.manticore.document;

/** Nothing more can be written until a person changes something; the message says what. */
public class IndexFaultException extends RuntimeException {
    public IndexFaultException(String message) {
        super(message);
    }

    public IndexFaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
