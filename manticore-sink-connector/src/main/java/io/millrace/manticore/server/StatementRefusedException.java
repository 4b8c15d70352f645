package io.millrace.manticore.server;

/** Manticore answered a statement with an error. The caller decides whether to retry. */
public final class StatementRefusedException extends RuntimeException {
    StatementRefusedException(String message) {
        super(message);
    }
}
