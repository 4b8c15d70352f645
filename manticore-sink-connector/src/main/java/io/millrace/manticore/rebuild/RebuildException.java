package io.millrace.manticore.rebuild;

/** A rebuild cannot go on; the message says why and what to do. Nothing is lost by it. */
public final class RebuildException extends RuntimeException {
    public RebuildException(String message) {
        super(message);
    }
}
