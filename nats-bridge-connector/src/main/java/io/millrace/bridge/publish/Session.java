package io.millrace.bridge.publish;

import io.millrace.nats.NatsErrors;
import io.millrace.nats.NatsSettings;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to NATS, never reconnected: what is published on it reaches the stream in order and without a gap, up
 * to where the connection broke. Used by one thread.
 */
public final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Connection connection;
    private final NatsErrors errors;
    private final String inbox;
    private final Subscription replies;
    private long published;

    /** An answer to the publish with this number; they are counted from 0. */
    record Reply(long number, Message message) {}

    private Session(Connection connection, NatsErrors errors) {
        this.connection = connection;
        this.errors = errors;
        inbox = connection.createInbox() + '.';
        replies = connection.subscribe(inbox + '*');
        // The bound on what is in flight bounds this too; dropping a reply would look like a lost message.
        replies.setPendingLimits(-1, -1);
    }

    /** @throws SessionBrokenException when no server can be reached or lets us in */
    public static Session open(NatsSettings settings, String name) throws SessionBrokenException {
        NatsErrors errors = new Errors();
        try {
            Connection connection =
                    errors.connect(settings.toOptions().connectionName(name).noReconnect());
            return new Session(connection, errors);
        } catch (IOException e) {
            throw new SessionBrokenException("No connection to NATS at " + settings + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** A question that NATS answers. */
    @FunctionalInterface
    public interface Question<T> {
        T ask(Connection connection) throws IOException, JetStreamApiException, InterruptedException;
    }

    /**
     * Asks something other than to publish.
     *
     * @param what is asked, for the message when it gets no answer
     * @throws StreamRefusedException when NATS does not permit the question
     */
    public <T> T ask(String what, Question<T> question) throws SessionBrokenException {
        try {
            return question.ask(connection);
        } catch (IOException | JetStreamApiException e) {
            requireAllowed();
            throw new SessionBrokenException("NATS did not answer " + what + ": " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            if (connection.getStatus() == Connection.Status.CONNECTED) {
                throw e;
            }
            throw new SessionBrokenException("The connection to NATS was lost while asking " + what, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** What the server takes in one message, headers and body together. */
    long maxPayload() {
        return connection.getMaxPayload();
    }

    /** Sends, without waiting; returns the number that the reply will carry. */
    long publish(String subject, Headers headers, byte[] body) throws SessionBrokenException {
        requireConnected();
        try {
            connection.publish(subject, inbox + published, headers, body);
        } catch (IllegalStateException e) {
            throw new SessionBrokenException("The connection to NATS was lost", e);
        }
        return published++;
    }

    /** The next reply; empty when there is none within the time, which may be zero. */
    Optional<Reply> reply(Duration patience) throws SessionBrokenException {
        try {
            // To jnats null means not to wait, and zero forever.
            Message message = replies.nextMessage(patience.isZero() ? null : patience);
            if (message == null) {
                requireConnected();
                return Optional.empty();
            }
            return Optional.of(new Reply(Long.parseLong(message.getSubject().substring(inbox.length())), message));
        } catch (IllegalStateException e) {
            throw new SessionBrokenException("The connection to NATS was lost", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The server answers no publish that it does not allow, but says so on the connection. */
    void requireAllowed() {
        errors.refusal().ifPresent(refusal -> {
            throw new StreamRefusedException("NATS does not permit what the bridge has to do: " + refusal
                    + ". Grant its user the permissions of docs/operations.md");
        });
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireConnected() throws SessionBrokenException {
        if (connection.getStatus() != Connection.Status.CONNECTED) {
            String reason = connection.getLastError();
            throw new SessionBrokenException(
                    "The connection to NATS was lost" + (reason == null || reason.isEmpty() ? "" : ": " + reason),
                    null);
        }
    }

    private static SessionBrokenException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new SessionBrokenException("Interrupted while waiting for NATS", e);
    }

    private static final class Errors extends NatsErrors {
        @Override
        public void errorOccurred(Connection connection, String error) {
            LOG.debug("NATS says: {}", error);
            super.errorOccurred(connection, error);
        }

        @Override
        public void exceptionOccurred(Connection connection, Exception exception) {
            LOG.debug("Connection to NATS", exception);
            super.exceptionOccurred(connection, exception);
        }
    }
}
