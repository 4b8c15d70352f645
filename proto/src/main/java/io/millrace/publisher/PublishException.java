package io.millrace.publisher;

/** Events cannot be, or could not be, brought into the stream; the message says why and what to do about it. */
public final class PublishException extends RuntimeException {
    PublishException(String message) {
        super(message);
    }

    PublishException(String message, Throwable cause) {
        super(message, cause);
    }
}
