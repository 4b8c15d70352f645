package io.millrace.publisher;

/** An event could not be published, or no event can be; the message says why and what to do about it. */
public final class PublishException extends RuntimeException {
    PublishException(String message) {
        super(message);
    }

    PublishException(String message, Throwable cause) {
        super(message, cause);
    }
}
