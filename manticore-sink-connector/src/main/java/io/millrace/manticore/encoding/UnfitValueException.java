package io.millrace.manticore.encoding;

/** A value that cannot be stored as it is. The reason never quotes the value. */
public final class UnfitValueException extends Exception {
    public UnfitValueException(String reason) {
        // Thrown per row, for control flow inside the mapping: no stack trace.
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
