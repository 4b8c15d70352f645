package io.millrace.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;

/** Whoever has a connection to NATS and turns its failures into exceptions that say whether to try again. */
public interface NatsQuestions {
    /** A question that NATS answers. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Connection connection) throws IOException, JetStreamApiException, InterruptedException;
    }

    /**
     * Asks NATS something.
     *
     * @param what as in "to create stream CDC", for the message when there is no answer
     */
    <T> T ask(String what, Question<T> question);
}
