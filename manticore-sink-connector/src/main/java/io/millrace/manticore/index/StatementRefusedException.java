package io.millrace.manticore.index;

/** Manticore answered a statement with an error. Whether that will change is for the caller to find out. */
final class StatementRefusedException extends RuntimeException {
    StatementRefusedException(String message) {
        super(message);
    }
}
