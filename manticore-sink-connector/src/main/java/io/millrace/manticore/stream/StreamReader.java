package io.millrace.manticore.stream;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads partitions of the stream over one connection, which it makes when it is first needed and again whenever it has
 * to. For one thread.
 */
public final class StreamReader implements AutoCloseable {
    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(5);

    private final StreamSettings settings;
    private final Map<Integer, ConsumerSession> sessions = new HashMap<>();
    private final AtomicBoolean reconnected = new AtomicBoolean();
    private @Nullable Link link;

    public StreamReader(StreamSettings settings) {
        this.settings = settings;
    }

    /** A connection and the inbox under which the server sends to it. */
    private record Link(
            Connection connection, JetStreamManagement management, String inbox, Subscription subscription) {}

    /** A session for a partition, not yet opened. */
    public ConsumerSession session(int partition) {
        return sessions.computeIfAbsent(partition, missing -> new ConsumerSession(this, missing));
    }

    /**
     * The durable consumer of a partition.
     *
     * @throws StreamUnavailableException when NATS is away
     */
    DurableConsumer consumer(int partition) {
        return new DurableConsumer(new ConsumerAdmin(link().management(), settings.stream()), settings.plan(partition));
    }

    /** Takes in what has arrived; waits for it when nothing has. */
    public void receive(Duration wait) throws InterruptedException {
        Link now = link;
        if (now == null) {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            return;
        }
        boolean closed = now.connection().getStatus() == Connection.Status.CLOSED;
        if (closed || reconnected.getAndSet(false)) {
            // What the server had sent meanwhile went nowhere.
            sessions.values().forEach(session -> session.breakOff("the connection to NATS was lost"));
        }
        if (closed) {
            // For good: the server refused our credentials, say. A new one is made when a session is opened again.
            link = null;
            return;
        }
        // At least twice the largest message: one that exceeds the limit would never come.
        long bytes = Math.max(settings.pullBytes(), 2 * now.connection().getMaxPayload());
        for (ConsumerSession session : sessions.values()) {
            if (session.takesMore(settings.pullMessages())) {
                now.connection()
                        .publish(
                                "$JS.API.CONSUMER.MSG.NEXT." + settings.stream() + "."
                                        + settings.consumerName(session.partition()),
                                now.inbox() + "." + session.partition(),
                                session.pull(settings.pullMessages(), bytes).serialize());
            }
        }
        routeAll(now.subscription().nextMessage(wait));
    }

    /** Routes a message, if there is one, and all that are here already. */
    private void routeAll(@Nullable Message first) throws InterruptedException {
        Link now = link();
        for (Message message = first;
                message != null;
                message = now.subscription().nextMessage(null)) {
            route(message);
        }
    }

    private void route(Message message) {
        String subject = message.getSubject();
        // An event comes with the subject it was published to, whose last part is the partition; a status with the
        // inbox.
        ConsumerSession session = sessions.get(Integer.parseInt(subject.substring(subject.lastIndexOf('.') + 1)));
        if (session == null) {
            return;
        }
        if (message.isStatusMessage()) {
            session.take(message.getStatus());
        } else {
            session.take(message);
        }
    }

    /**
     * Takes in everything that the server has sent so far. Sessions that are closed drop theirs: after this, nothing comes
     * that was meant for an earlier consumer of the same name.
     */
    void drain() throws IOException {
        Link now = link();
        try {
            now.connection().flush(FLUSH_TIMEOUT);
            routeAll(now.subscription().nextMessage(null));
        } catch (TimeoutException e) {
            throw new IOException("NATS did not answer for " + FLUSH_TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    void publish(String subject, byte[] data) {
        Link now = link;
        // Without a connection there is nothing to acknowledge to: the events will be read again.
        if (now != null && now.connection().getStatus() == Connection.Status.CONNECTED) {
            now.connection().publish(subject, data);
        }
    }

    private Link link() {
        Link now = link;
        if (now == null) {
            try {
                Connection connected = Nats.connect(settings.nats()
                        .toOptions()
                        .connectionName(settings.consumerPrefix())
                        .maxReconnects(-1)
                        .connectionListener((connection, event) -> {
                            if (event == ConnectionListener.Events.RESUBSCRIBED) {
                                reconnected.set(true);
                            }
                        })
                        .errorListener(new QuietErrors())
                        .build());
                String inbox = connected.createInbox();
                Subscription subscription = connected.subscribe(inbox + ".*");
                // Bounded by what is asked for.
                subscription.setPendingLimits(-1, -1);
                now = new Link(connected, connected.jetStreamManagement(), inbox, subscription);
                link = now;
            } catch (IOException e) {
                throw new StreamUnavailableException("NATS at " + settings.nats() + " cannot be reached: " + e, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StreamUnavailableException("Interrupted while connecting to NATS", e);
            }
        }
        return now;
    }

    @Override
    public void close() {
        Link now = link;
        link = null;
        sessions.clear();
        if (now != null) {
            try {
                now.connection().flush(FLUSH_TIMEOUT);
            } catch (TimeoutException e) {
                // The last acknowledgements are lost; their events will be read and dropped again.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            try {
                now.connection().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
