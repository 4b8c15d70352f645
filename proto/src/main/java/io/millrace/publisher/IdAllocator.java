package io.millrace.publisher;

import io.millrace.event.ChangeEvents;
import io.millrace.event.InvalidEventException;
import io.millrace.event.SnowflakeSequence;
import io.millrace.nats.JetStreamError;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsUnavailableException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;

/**
 * Assigns event ids. They contain a snowflake node that only this instance has, rise in the order of publishing over all
 * subjects, so that a TRUNCATE is in its place among the rows of other partitions, and are above the last id that each
 * subject had in the stream. Not thread-safe.
 */
final class IdAllocator {
    private static final System.Logger LOG = System.getLogger(IdAllocator.class.getName());

    private static final int RADIX = 36;

    private final PublisherSettings settings;
    private final Set<String> subjects = new HashSet<>();
    private final String instance = Long.toString(new SecureRandom().nextLong() >>> 16, RADIX) + '-';
    private long numbered;
    private NodeLease lease;
    private SnowflakeSequence ids;

    private IdAllocator(PublisherSettings settings, NodeLease lease) {
        this.settings = settings;
        this.lease = lease;
        ids = new SnowflakeSequence(lease.node(), 0);
    }

    /** @throws PublishException when no snowflake node is free */
    static IdAllocator open(PublisherSettings settings, NatsSession session) {
        return new IdAllocator(settings, acquireLease(settings, session));
    }

    /** Renews the lease on a new session; if it has expired, continues with another node. */
    void resume(NatsSession session) {
        if (!renewLease(session)) {
            lease = acquireLease(settings, session);
            ids = new SnowflakeSequence(lease.node(), ids.last());
        }
    }

    /**
     * Renews the lease if it is due.
     *
     * @throws NatsUnavailableException when the lease has expired
     */
    void keepLease(NatsSession session) {
        if (!lease.isDue()) {
            return;
        }
        try {
            if (!renewLease(session)) {
                throw expired();
            }
        } catch (NatsUnavailableException | NatsFaultException e) {
            if (!lease.isValid()) {
                throw e;
            }
        }
    }

    /**
     * Assigns an id, unless the event has one.
     *
     * @throws NatsUnavailableException when the lease has expired, or NATS does not answer
     */
    void number(PendingEvent event, NatsSession session) {
        if (event.isNumbered()) {
            return;
        }
        if (!lease.isValid()) {
            throw expired();
        }
        if (!subjects.contains(event.subject())) {
            ids.continueAbove(session.ask(
                    "for the last message of " + event.subject(),
                    connection -> lastId(connection, settings.stream(), event.subject())));
            subjects.add(event.subject());
        }
        event.number(instance + Long.toString(numbered++, RADIX), ids);
    }

    /** Returns the node, so that another instance can use it at once. */
    void release(NatsSession session) {
        try {
            lease.release(session.connection());
        } catch (IOException | JetStreamApiException | IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "Could not release the snowflake node; its lease will expire", e);
        }
    }

    private boolean renewLease(NatsSession session) {
        return session.ask("to renew the lease of snowflake node " + lease.node(), lease::renew);
    }

    private NatsUnavailableException expired() {
        return new NatsUnavailableException("The lease of snowflake node " + lease.node() + " has expired");
    }

    private static NodeLease acquireLease(PublisherSettings settings, NatsSession session) {
        return session.ask("to lease a snowflake node", connection -> NodeLease.acquire(connection, settings.source()));
    }

    private static long lastId(Connection connection, String stream, String subject)
            throws IOException, JetStreamApiException {
        try {
            return JetStreamError.NO_MESSAGE_FOUND
                    .asEmpty(() -> connection.jetStreamManagement().getLastMessage(stream, subject))
                    .map(last -> ChangeEvents.parse(last.getData()).getId())
                    .orElse(0L);
        } catch (InvalidEventException e) {
            throw new PublishException(
                    "The last message of " + subject + " in stream " + stream
                            + " is not an event, so ids cannot continue from it; use another source name",
                    e);
        }
    }
}
