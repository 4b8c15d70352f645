package io.millrace.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection to NATS. Every failure is either a {@link NatsUnavailableException}, to be retried, or a
 * {@link NatsFaultException}, which a person must mend; both name the servers.
 */
public final class NatsSession implements NatsQuestions, AutoCloseable {
    private final Connection connection;
    private final NatsErrors errors;
    private final NatsSettings settings;

    /** What happens on a connection beside its answers. Called by threads of jnats, which must not be blocked. */
    public interface Listener {
        /** Something for the debug log: an outage is reported by whoever notices it. */
        void problem(String text, @Nullable Exception cause);

        /** The server does not permit a publish or a subscription, to which it therefore gives no answer. */
        default void denied(String error) {}

        /** The connection and its subscriptions are back; what the server sent in between is lost. */
        default void reconnected() {}
    }

    private NatsSession(Connection connection, NatsErrors errors, NatsSettings settings) {
        this.connection = connection;
        this.errors = errors;
        this.settings = settings;
    }

    /**
     * Connects, once: what is published on the session reaches the stream in order and without a gap, up to where the
     * connection broke.
     *
     * @param name under which the server lists the connection
     * @throws NatsUnavailableException when no server can be reached or accepts the credentials
     */
    public static NatsSession withoutReconnect(NatsSettings settings, String name, Listener listener) {
        return open(settings, settings.toOptions().connectionName(name).noReconnect(), listener);
    }

    /**
     * Connects; a connection that breaks comes back by itself. Nothing is kept to be sent then.
     *
     * @param name under which the server lists the connection
     * @throws NatsUnavailableException when no server can be reached or accepts the credentials
     */
    public static NatsSession reconnecting(NatsSettings settings, String name, Listener listener) {
        Options.Builder options = settings.toOptions()
                .connectionName(name)
                .maxReconnects(-1)
                // What is asked for while NATS is away would otherwise be sent when it is back, days later.
                .reconnectBufferSize(0);
        return open(settings, options, listener);
    }

    private static NatsSession open(NatsSettings settings, Options.Builder options, Listener listener) {
        NatsErrors errors = new NatsErrors(listener);
        options.connectionListener((connection, event) -> {
            if (event == Events.RECONNECTED) {
                errors.forgetRefusal();
            } else if (event == Events.RESUBSCRIBED) {
                listener.reconnected();
            }
        });
        try {
            return new NatsSession(errors.connect(options), errors, settings);
        } catch (IOException e) {
            throw new NatsUnavailableException("No connection to NATS at " + settings + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    public Connection connection() {
        return connection;
    }

    /** The largest message that the server accepts, headers and body together. */
    public long maxPayload() {
        return connection.getMaxPayload();
    }

    public boolean isConnected() {
        return connection.getStatus() == Connection.Status.CONNECTED;
    }

    /** Whether it will never be connected again. */
    public boolean isClosed() {
        return connection.getStatus() == Connection.Status.CLOSED;
    }

    @Override
    public <T> T ask(String what, Question<T> question) {
        try {
            return question.ask(connection);
        } catch (IOException e) {
            requirePermitted();
            throw new NatsUnavailableException(
                    "NATS at " + settings + " did not answer a request " + what + ": " + e.getMessage(), e);
        } catch (JetStreamApiException e) {
            throw new NatsUnavailableException(
                    "NATS at " + settings + " refused a request " + what + ": " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            // Of jnats, also when the connection has just come back.
            throw new NatsUnavailableException(
                    "Lost the connection to NATS at " + settings + " during a request " + what, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The stream as it is now; empty when there is none of this name. */
    public Optional<StreamInfo> findStream(String name) {
        return ask("about stream " + name, asked -> {
            try {
                return Optional.of(asked.jetStreamManagement().getStreamInfo(name));
            } catch (JetStreamApiException e) {
                if (JetStreamError.STREAM_NOT_FOUND.is(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** @throws NatsFaultException when the stream does not exist or is not as it has to be */
    public StreamInfo requireStream(StreamDefinition definition) {
        StreamInfo stream = findStream(definition.name())
                .orElseThrow(
                        () -> new NatsFaultException(
                                "There is no stream " + definition.name() + " at " + settings
                                        + "; create it, start a NATS bridge with nats.stream.create=if.absent, or name another stream"));
        List<String> faults = definition.faults(stream.getConfiguration());
        if (!faults.isEmpty()) {
            throw new NatsFaultException(String.join("; ", faults));
        }
        return stream;
    }

    /**
     * Publishes without waiting; nothing is kept for later when there is no connection.
     *
     * @param replyTo where the answer goes
     */
    public void publish(String subject, String replyTo, Headers headers, byte[] body) {
        requireConnected();
        try {
            connection.publish(subject, replyTo, headers, body);
        } catch (IllegalStateException e) {
            throw new NatsUnavailableException("Lost the connection to NATS at " + settings, e);
        }
    }

    /** The next message of a subscription; empty when there is none within the time, which may be zero. */
    public Optional<Message> next(Subscription subscription, Duration time) {
        try {
            // To jnats null means not to wait, and zero forever.
            Message message = subscription.nextMessage(time.isZero() ? null : time);
            if (message == null) {
                requireConnected();
            }
            return Optional.ofNullable(message);
        } catch (IllegalStateException e) {
            throw new NatsUnavailableException("Lost the connection to NATS at " + settings, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** @throws NatsUnavailableException when the connection is not there now */
    public void requireConnected() {
        if (!isConnected()) {
            String reason = connection.getLastError();
            throw new NatsUnavailableException("Lost the connection to NATS at " + settings
                    + (reason == null || reason.isEmpty() ? "" : ": " + reason));
        }
    }

    /** What the server denied last on this connection, to which it gives no answer. */
    public Optional<String> denial() {
        return errors.refusal();
    }

    /** @throws NatsFaultException when the server has denied something on this connection, to which it gives no answer */
    public void requirePermitted() {
        denial().ifPresent(denial -> {
            throw new NatsFaultException("NATS at " + settings + " denied permission: " + denial
                    + ". Grant the user the permissions in docs/operations.md");
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

    private static NatsUnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new NatsUnavailableException("Interrupted while waiting for NATS", e);
    }
}
