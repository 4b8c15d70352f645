package io.millrace.publisher;

import io.millrace.event.ChangeEvents;
import io.millrace.event.InvalidEventException;
import io.millrace.nats.NatsErrors;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One connection to NATS, never reconnected: what is published on it reaches the stream in order and without a gap, up
 * to where the connection broke.
 */
final class StreamSession implements AutoCloseable {
    private static final int STREAM_NOT_FOUND = 10059;
    private static final int NO_MESSAGE_FOUND = 10037;

    private final Connection connection;
    private final JetStream jetStream;
    private final String stream;
    private final NatsErrors errors;

    private StreamSession(Connection connection, String stream, NatsErrors errors) throws IOException {
        this.connection = connection;
        this.jetStream = connection.jetStream();
        this.stream = stream;
        this.errors = errors;
    }

    /**
     * @throws IOException when no server can be reached or lets us in
     * @throws PublishException when the stream cannot serve
     */
    static StreamSession open(PublisherSettings settings)
            throws IOException, JetStreamApiException, InterruptedException {
        NatsErrors errors = new NatsErrors();
        Connection connection = errors.connect(settings.nats()
                .toOptions()
                .connectionName("millrace-publisher-" + settings.source())
                .noReconnect());
        StreamSession session = new StreamSession(connection, settings.stream(), errors);
        try {
            session.requireStream(settings.deliveryTimeout());
            return session;
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    boolean isOpen() {
        return connection.getStatus() == Connection.Status.CONNECTED;
    }

    /** What the server said last of something that it does not let us do; it does not answer such a publish. */
    Optional<String> refusal() {
        return errors.refusal();
    }

    /** Sends without waiting. */
    CompletableFuture<PublishAck> publish(String subject, Headers headers, byte[] body) {
        return jetStream.publishAsync(subject, headers, body);
    }

    /** The id of the last event of a subject, 0 when there is none. */
    long lastId(String subject) throws IOException, JetStreamApiException {
        try {
            MessageInfo last = connection.jetStreamManagement().getLastMessage(stream, subject);
            return ChangeEvents.parse(last.getData()).getId();
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == NO_MESSAGE_FOUND) {
                return 0;
            }
            throw e;
        } catch (InvalidEventException e) {
            throw new PublishException(
                    "The last message of " + subject + " in stream " + stream
                            + " is not an event, so that ids cannot go on from it; use another source name",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long it keeps events is not the publisher's business, but it must know a message that it gets twice. */
    private void requireStream(Duration duplicateWindow) throws IOException, JetStreamApiException {
        StreamDefinition needed = new StreamDefinition(stream, Duration.ZERO, duplicateWindow, 1, -1, true);
        try {
            List<String> faults = needed.faults(
                    connection.jetStreamManagement().getStreamInfo(stream).getConfiguration());
            if (!faults.isEmpty()) {
                throw new PublishException(String.join("; ", faults));
            }
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == STREAM_NOT_FOUND) {
                throw new PublishException(
                        "There is no stream " + stream + "; create it, start a NATS bridge that does"
                                + " (nats.stream.create=if.absent), or name another one",
                        e);
            }
            throw e;
        }
    }
}
