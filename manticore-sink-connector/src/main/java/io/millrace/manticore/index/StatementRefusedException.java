package io.millrace.manticore.index;

/** Manticore answered a statement with an error. The caller decides whether to retry. */
final class StatementRefusedException extends RuntimeException {
    StatementRefusedException(String message) {
        super(message);
    }
}
