package io.millrace.quickstart;

/** The quickstart cannot continue. The message is for its user. */
final class QuickstartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    QuickstartException(String message) {
        super(message);
    }

    QuickstartException(String message, Throwable cause) {
        super(message, cause);
    }
}
