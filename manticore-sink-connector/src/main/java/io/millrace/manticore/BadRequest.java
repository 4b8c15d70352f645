package io.millrace.manticore;

import org.apache.kafka.connect.errors.ConnectException;

/**
 * A request that Connect's REST API answers with status 400. Connect does that only for an exception of its runtime, which
 * is not part of its API though plug-ins see it; to others it answers with status 500.
 */
final class BadRequest {
    private static final String RUNTIMES_OWN = "org.apache.kafka.connect.runtime.rest.errors.BadRequestException";

    private BadRequest() {}

    static ConnectException because(String text) {
        try {
            return Class.forName(RUNTIMES_OWN)
                    .asSubclass(ConnectException.class)
                    .getConstructor(String.class)
                    .newInstance(text);
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            return new ConnectException(text);
        }
    }
}
