package io.millrace.bridge;

import org.apache.kafka.connect.errors.DataException;

/** An event is larger than NATS or its stream takes. */
final class OversizedEventException extends DataException {
    OversizedEventException(String message) {
        super(message);
    }
}
