package io.millrace.manticore.rules;

/** A part of a table's mapping that cannot be read. */
final class MappingSyntaxException extends Exception {
    MappingSyntaxException(String fault) {
        super(fault, null, false, false);
    }

    String fault() {
        return String.valueOf(getMessage());
    }
}
