package io.millrace.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;

/** Sends requests to NATS, and turns failures into exceptions that say whether to try again. */
public interface NatsQuestions {
    /** A request that NATS answers. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Connection connection) throws IOException, JetStreamApiException, InterruptedException;
    }

    /**
     * Sends a request.
     *
     * @param what such as "to create stream CDC", for the message if there is no answer
     */
    <T> T ask(String what, Question<T> question);
}
