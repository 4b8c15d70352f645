package io.millrace.manticore.stream;

import io.millrace.nats.NatsQuestions;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsUnavailableException;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.PullRequestOptions;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads partitions of the stream over one connection, which it opens when it is first needed and again when it was
 * closed for good. Not thread-safe; only the mailbox is used by the connection's thread.
 */
public final class StreamReader implements NatsQuestions, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);
    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(5);

    private final StreamSettings settings;
    private final Mailbox mailbox;
    private final Map<Integer, ConsumerSession> sessions = new HashMap<>();
    private final List<ConsumerSession> order = new ArrayList<>();
    private @Nullable Connected link;

    /** @param mailbox where deliveries arrive */
    public StreamReader(StreamSettings settings, Mailbox mailbox) {
        this.settings = settings;
        this.mailbox = mailbox;
    }

    private record Connected(NatsSession nats, Dispatcher dispatcher) {}

    /** A reader of a partition, not yet opened. */
    public PartitionReader partition(int partition) {
        return session(partition);
    }

    ConsumerSession session(int partition) {
        return sessions.computeIfAbsent(partition, missing -> {
            ConsumerSession session = new ConsumerSession(this, missing, settings.checkInterval(), mailbox);
            order.add(session);
            return session;
        });
    }

    /**
     * The durable consumer of a partition.
     *
     * @throws NatsUnavailableException when NATS cannot be reached
     */
    DurableConsumer consumer(int partition) {
        return new DurableConsumer(new ConsumerAdmin(link().nats(), settings.stream()), settings.plan(partition));
    }

    /**
     * Requests events where there is room, waits, and takes in what has arrived.
     *
     * @param longestWait unless the mailbox wakes the thread before
     */
    public void receive(Duration longestWait) throws InterruptedException {
        // Another one asks first each time: the last ones may find no memory left.
        Collections.rotate(order, 1);
        request();
        mailbox.runAfter(longestWait);
        // At once, so that more arrives while what is here is mapped.
        request();
    }

    /** A connection that is closed for good, for example because the server refused the credentials, must be replaced. */
    private boolean isLost(Connected now) {
        boolean closed = now.nats().isClosed();
        if (closed) {
            breakOff();
            link = null;
        }
        return closed;
    }

    /** What the server sent in the meantime is lost. */
    private void breakOff() {
        sessions.values().forEach(session -> session.breakOff("the connection to NATS was lost"));
    }

    /** Requests events where there is room. */
    private void request() {
        Connected now = link;
        if (now == null || isLost(now) || !now.nats().isConnected()) {
            return;
        }
        EventMemory memory = new EventMemory(settings.memoryBytes(), now.nats().maxPayload(), sessions.values());
        for (ConsumerSession session : order) {
            if (session.takesMore(settings.pullMessages())) {
                long bytes = memory.pullFor(session, settings.pullBytes());
                if (bytes > 0) {
                    PullRequestOptions pull = session.pull(settings.pullMessages(), bytes);
                    publish(
                            "$JS.API.CONSUMER.MSG.NEXT." + settings.stream() + "."
                                    + settings.consumerName(session.partition()),
                            session.inbox(),
                            pull.serialize());
                }
            }
        }
    }

    /**
     * A new inbox for a session, needed each time it is opened: the server sends deliveries, and the message that a
     * consumer was deleted, on a path of their own, so they may arrive after its answer to the creation of the next
     * consumer of that name.
     */
    Subscription newInbox(ConsumerSession session) {
        Connected now = link();
        return now.nats().ask("to receive events", connection -> {
            String inbox = connection.createInbox();
            return now.dispatcher().subscribe(inbox, message -> {
                mailbox.add(() -> session.take(inbox, message));
                session.arrived(message.isStatusMessage());
            });
        });
    }

    @Override
    public <T> T ask(String what, Question<T> question) {
        return link().nats().ask(what, question);
    }

    /** Without a connection there is nothing to acknowledge to: the events will be read again. */
    void publish(String subject, byte[] data) {
        publish(subject, null, data);
    }

    private void publish(String subject, @Nullable String replyTo, byte[] data) {
        Connected now = link;
        if (now != null && now.nats().isConnected()) {
            try {
                now.nats().connection().publish(subject, replyTo, data);
            } catch (IllegalStateException e) {
                LOG.debug("Lost the connection just now", e);
            }
        }
    }

    private Connected link() {
        Connected now = link;
        if (now == null) {
            NatsSession nats = NatsSession.reconnecting(
                    settings.nats(),
                    settings.consumerPrefix(),
                    new NatsErrorLog(() -> mailbox.addAndWake(this::breakOff)));
            Dispatcher dispatcher = nats.ask("to receive events", Connection::createDispatcher);
            // Bounded by what is requested.
            dispatcher.setPendingLimits(-1, -1);
            now = new Connected(nats, dispatcher);
            link = now;
        }
        return now;
    }

    @Override
    public void close() {
        Connected now = link;
        link = null;
        sessions.clear();
        order.clear();
        if (now != null) {
            try {
                now.nats().connection().flush(FLUSH_TIMEOUT);
            } catch (TimeoutException e) {
                // The last acknowledgements are lost; their events will be read again and dropped as stale.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            now.nats().close();
        }
    }
}
