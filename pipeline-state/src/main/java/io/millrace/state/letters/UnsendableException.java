package io.millrace.state.letters;

/** A dead letter cannot be resent; the message says why and what to do instead. */
public final class UnsendableException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnsendableException(String message) {
        super(message);
    }
}
