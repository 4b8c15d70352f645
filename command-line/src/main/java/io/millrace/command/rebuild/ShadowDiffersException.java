package io.millrace.command.rebuild;

/** The table that a source table is rebuilt in is not put in the place of the live one: it has other rows than the source. */
final class ShadowDiffersException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ShadowDiffersException(String message) {
        super(message);
    }
}
