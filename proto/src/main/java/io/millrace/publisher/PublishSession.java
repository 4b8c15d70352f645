package io.millrace.publisher;

import io.millrace.nats.NatsSession;
import io.millrace.nats.StreamDefinition;
import io.nats.client.JetStream;
import io.nats.client.api.PublishAck;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A connection that is never reconnected. Events published on it reach the stream in order and without a gap, up to where
 * the connection breaks.
 */
record PublishSession(NatsSession nats, JetStream jetStream) implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PublishSession.class.getName());

    /**
     * Connects.
     *
     * @throws io.millrace.nats.NatsUnavailableException when NATS does not answer or does not accept the credentials
     * @throws io.millrace.nats.NatsFaultException when the stream does not exist or is unsuitable
     */
    static PublishSession open(PublisherSettings settings) {
        NatsSession nats = NatsSession.withoutReconnect(
                settings.nats(),
                "millrace-publisher-" + settings.source(),
                (problem, cause) -> LOG.log(System.Logger.Level.DEBUG, problem, cause));
        try {
            // Any retention will do, but the stream must recognize an event that is sent again before it times out.
            nats.requireStream(
                    new StreamDefinition(settings.stream(), Duration.ZERO, settings.deliveryTimeout(), 1, -1, true));
            return new PublishSession(nats, nats.ask("for JetStream", connection -> connection.jetStream()));
        } catch (RuntimeException e) {
            nats.close();
            throw e;
        }
    }

    /** Sends an event without waiting for the acknowledgement. */
    CompletableFuture<PublishAck> publish(PendingEvent event) {
        return jetStream.publishAsync(event.subject(), event.headers(), event.body());
    }

    @Override
    public void close() {
        nats.close();
    }
}
