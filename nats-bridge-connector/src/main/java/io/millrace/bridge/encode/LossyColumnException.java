package io.millrace.bridge.encode;

/** A column whose values Debezium does not deliver as MySQL has them; the message continues "Column … of … ". */
final class LossyColumnException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LossyColumnException(String message) {
        super(message);
    }
}
