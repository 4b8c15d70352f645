package io.millrace.manticore.mapping;

/** A value that cannot be stored as it is. The reason never quotes the value. */
final class UnfitValueException extends Exception {
    UnfitValueException(String reason) {
        // Thrown per row, for control flow inside the mapping: no stack trace.
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
