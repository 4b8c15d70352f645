package io.millrace.bridge.publish;

import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsUnavailableException;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Publishes messages on one session without waiting for each acknowledgement. Not thread-safe. */
final class StreamPublisher {
    private final NatsSession session;
    private final String stream;
    private final Duration ackTimeout;
    private final PublishWindow window;
    private final String inbox;
    private final Subscription replies;
    private boolean idsUsedUp;

    StreamPublisher(NatsSession session, String stream, Duration ackTimeout, PublishWindow window) {
        this.session = session;
        this.stream = stream;
        this.ackTimeout = ackTimeout;
        this.window = window;
        inbox = session.connection().createInbox() + '.';
        replies = session.connection().subscribe(inbox + '*');
        // The window bounds this too; a dropped reply would look like a lost message.
        replies.setPendingLimits(-1, -1);
    }

    /** Waits until there is room for a message; returns false after the timeout. */
    boolean awaitRoom(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (idsUsedUp || !window.hasRoom()) {
            if (!awaitReply(end)) {
                return false;
            }
        }
        return true;
    }

    /** Waits until everything sent is acknowledged or the timeout expires. */
    void awaitReplies(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        takeReplies();
        while (!window.isEmpty() && awaitReply(end)) {
            // Each call handles what has arrived.
        }
    }

    /** Sends a message, for which there must be room. */
    void publish(EventMessage message) {
        session.publish(message.subject(), inbox + window.next(), message.headers(), message.body());
        window.add(message, System.nanoTime());
    }

    /** Processes the replies that have arrived. */
    void takeReplies() {
        Optional<Message> reply = session.next(replies, Duration.ZERO);
        while (reply.isPresent()) {
            settle(reply.get());
            reply = session.next(replies, Duration.ZERO);
        }
        if (!window.isEmpty()) {
            remainingPatience();
        }
    }

    /** Waits for a reply until the given time; returns false after it. */
    private boolean awaitReply(long endNanos) {
        Duration left = Duration.ofNanos(endNanos - System.nanoTime());
        if (left.isNegative() || left.isZero()) {
            return false;
        }
        Duration patience = remainingPatience();
        session.next(replies, left.compareTo(patience) < 0 ? left : patience).ifPresent(this::settle);
        takeReplies();
        return true;
    }

    private Duration remainingPatience() {
        session.requirePermitted();
        Duration waited = Duration.ofNanos(System.nanoTime() - window.waitingSinceNanos());
        Duration remaining = ackTimeout.minus(waited);
        if (remaining.isNegative() || remaining.isZero()) {
            throw new NatsUnavailableException("The stream did not acknowledge a message within " + ackTimeout);
        }
        return remaining;
    }

    private void settle(Message reply) {
        long number = Long.parseLong(reply.getSubject().substring(inbox.length()));
        EventMessage sent = window.get(number);
        long now = System.nanoTime();
        if (reply.isStatusMessage()) {
            throw new NatsUnavailableException(
                    "No stream accepts messages for " + sent.subject() + " at the moment (" + reply.getStatus() + ")");
        }
        try {
            PublishAck acknowledgement = new PublishAck(reply);
            PublishErrors.requireStream(stream, sent.subject(), acknowledgement);
            long sequence = acknowledgement.getSeqno();
            if (acknowledgement.isDuplicate() && !sent.partition().ids().isStored(sent.offset(), sequence)) {
                window.refused(number, now);
                idsUsedUp = true;
            } else {
                window.acknowledged(number, sequence, acknowledgement.isDuplicate(), now);
            }
        } catch (JetStreamApiException e) {
            throw PublishErrors.of(sent.subject(), e);
        } catch (IOException e) {
            throw new NatsUnavailableException("Cannot parse a reply of the stream: " + e.getMessage(), e);
        }
        endIfIdsAreUsedUp();
    }

    /** Not before every message was answered, so that the next session knows all of them. */
    private void endIfIdsAreUsedUp() {
        if (idsUsedUp && window.unanswered() == 0) {
            throw new NatsUnavailableException(
                    "JetStream dropped messages as duplicates of some that are no longer in the"
                            + " stream; sending them again with other ids");
        }
    }
}
