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
 * {@link NatsFaultException}, which a person must fix; both name the servers.
 */
public final class NatsSession implements NatsQuestions, AutoCloseable {
    private final Connection connection;
    private final NatsErrors errors;
    private final NatsSettings settings;

    /** Receives asynchronous events of a connection. Called by threads of jnats, which must not be blocked. */
    public interface Listener {
        /** Something for the debug log; whoever notices an outage reports it. */
        void problem(String text, @Nullable Exception cause);

        /** The server denied permission to publish or subscribe, so it will not reply. */
        default void denied(String error) {}

        /** The connection and its subscriptions are back; what the server sent in the meantime is lost. */
        default void reconnected() {}
    }

    private NatsSession(Connection connection, NatsErrors errors, NatsSettings settings) {
        this.connection = connection;
        this.errors = errors;
        this.settings = settings;
    }

    /**
     * Connects without reconnecting later: what is published on the session reaches the stream in order and without a
     * gap, up to the point where the connection breaks.
     *
     * @param name under which the server lists the connection
     * @throws NatsUnavailableException if no server can be reached or accepts the credentials
     */
    public static NatsSession withoutReconnect(NatsSettings settings, String name, Listener listener) {
        return open(settings, settings.toOptions().connectionName(name).noReconnect(), listener);
    }

    /**
     * Connects; a broken connection is reconnected automatically. Nothing is buffered in the meantime.
     *
     * @param name under which the server lists the connection
     * @throws NatsUnavailableException if no server can be reached or accepts the credentials
     */
    public static NatsSession reconnecting(NatsSettings settings, String name, Listener listener) {
        Options.Builder options = settings.toOptions()
                .connectionName(name)
                .maxReconnects(-1)
                // Otherwise requests made during an outage would be sent when NATS is back, perhaps days later.
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

    /** Whether it is closed for good. */
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
            // Thrown by jnats, also when the connection has just come back.
            throw new NatsUnavailableException(
                    "Lost the connection to NATS at " + settings + " during a request " + what, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The stream as it is now; empty if there is none of this name. */
    public Optional<StreamInfo> findStream(String name) {
        return ask(
                "about stream " + name,
                asked -> JetStreamError.STREAM_NOT_FOUND.asEmpty(
                        () -> asked.jetStreamManagement().getStreamInfo(name)));
    }

    /** @throws NatsFaultException if the stream does not exist or is unsuitable */
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
     * Publishes without waiting; nothing is buffered if there is no connection.
     *
     * @param replyTo the subject for the reply
     */
    public void publish(String subject, String replyTo, Headers headers, byte[] body) {
        requireConnected();
        try {
            connection.publish(subject, replyTo, headers, body);
        } catch (IllegalStateException e) {
            throw new NatsUnavailableException("Lost the connection to NATS at " + settings, e);
        }
    }

    /** The next message of a subscription; empty if none arrives within the time, which may be zero. */
    public Optional<Message> next(Subscription subscription, Duration time) {
        try {
            // For jnats, null means not to wait, and zero means to wait forever.
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

    /** @throws NatsUnavailableException if there is no connection now */
    public void requireConnected() {
        if (!isConnected()) {
            String reason = connection.getLastError();
            throw new NatsUnavailableException("Lost the connection to NATS at " + settings
                    + (reason == null || reason.isEmpty() ? "" : ": " + reason));
        }
    }

    /** The last permission that the server denied on this connection; it sends no reply in that case. */
    public Optional<String> denial() {
        return errors.refusal();
    }

    /** @throws NatsFaultException if the server denied a permission on this connection instead of replying */
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
