package io.millrace.manticore.stream;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final AtomicBoolean reconnected = new AtomicBoolean();
    private @Nullable Link link;

    public StreamReader(StreamSettings settings) {
        this.settings = settings;
    }

    private record Link(Connection connection, JetStreamManagement management, Dispatcher dispatcher) {}

    /** What came to an inbox of a session. */
    private record Arrival(ConsumerSession session, String inbox, Message message) {}

    /** A session for a partition, not yet opened. */
    public ConsumerSession session(int partition) {
        return sessions.computeIfAbsent(
                partition, missing -> new ConsumerSession(this, missing, settings.checkInterval()));
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
        } else if (ask(now)) {
            take(arrivals.poll(wait.toNanos(), TimeUnit.NANOSECONDS));
        }
    }

    /** Lets some time pass, and takes in what has arrived meanwhile. */
    public void collect(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        Link now = link;
        if (now != null && ask(now)) {
            take(arrivals.poll());
        }
    }

    /** Asks for more events where there is room; returns whether there is a connection. */
    private boolean ask(Link now) {
        boolean closed = now.connection().getStatus() == Connection.Status.CLOSED;
        if (closed || reconnected.getAndSet(false)) {
            // What the server had sent meanwhile went nowhere.
            sessions.values().forEach(session -> session.breakOff("the connection to NATS was lost"));
        }
        if (closed) {
            // For good: the server refused our credentials, say. A new one is made when a session is opened again.
            link = null;
            return false;
        }
        // At least twice the largest message: one that exceeds the limit would never come.
        long bytes = Math.max(settings.pullBytes(), 2 * now.connection().getMaxPayload());
        for (ConsumerSession session : sessions.values()) {
            if (session.takesMore(settings.pullMessages())) {
                now.connection()
                        .publish(
                                "$JS.API.CONSUMER.MSG.NEXT." + settings.stream() + "."
                                        + settings.consumerName(session.partition()),
                                session.inbox(),
                                session.pull(settings.pullMessages(), bytes).serialize());
            }
        }
        return true;
    }

    private void take(@Nullable Arrival first) {
        for (Arrival arrival = first; arrival != null; arrival = arrivals.poll()) {
            arrival.session().take(arrival.inbox(), arrival.message());
        }
    }

    /**
     * A new inbox for a session. Each time it is opened it needs one: the server sends deliveries, and the news that a
     * consumer was deleted, on a path of their own, so that they may come after its answer to the making of the next
     * consumer of that name.
     */
    Subscription newInbox(ConsumerSession session) {
        Link now = link();
        String inbox = now.connection().createInbox();
        return now.dispatcher().subscribe(inbox, message -> arrivals.add(new Arrival(session, inbox, message)));
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
                Connection connected = new NatsErrorLog()
                        .connect(settings.nats()
                                .toOptions()
                                .connectionName(settings.consumerPrefix())
                                .maxReconnects(-1)
                                .connectionListener((connection, event) -> {
                                    if (event == ConnectionListener.Events.RESUBSCRIBED) {
                                        reconnected.set(true);
                                    }
                                }));
                Dispatcher dispatcher = connected.createDispatcher();
                // Bounded by what is asked for.
                dispatcher.setPendingLimits(-1, -1);
                now = new Link(connected, connected.jetStreamManagement(), dispatcher);
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
