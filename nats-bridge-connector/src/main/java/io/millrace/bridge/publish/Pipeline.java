package io.millrace.bridge.publish;

import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Publishes on one session without waiting for each acknowledgement. Used by one thread. */
public final class Pipeline implements AutoCloseable {
    private final Session session;
    private final Duration patience;
    private final InFlight inFlight;
    private boolean idsUsedUp;

    /**
     * What bounds a pipeline.
     *
     * @param patience how long the stream may take to acknowledge a message before the session counts as broken
     */
    public record Limits(int maxCount, long maxBytes, Duration patience) {}

    /** Hears of each message that is in the stream now. */
    public interface Listener {
        void stored(Outgoing message, Duration latency);
    }

    public Pipeline(Session session, Limits limits, Listener listener) {
        this.session = session;
        patience = limits.patience();
        inFlight = new InFlight(limits.maxCount(), limits.maxBytes(), listener);
    }

    public Session session() {
        return session;
    }

    Duration patience() {
        return patience;
    }

    public int count() {
        return inFlight.count();
    }

    public long bytes() {
        return inFlight.bytes();
    }

    /** Waits until there is room for a message; false when there is none within the time. */
    public boolean awaitRoom(Duration time) throws SessionBrokenException {
        long end = System.nanoTime() + time.toNanos();
        while (idsUsedUp || !inFlight.hasRoom()) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (left.isNegative() || left.isZero()) {
                return false;
            }
            awaitReply(shorter(left, remainingPatience()));
            takeReplies();
        }
        return true;
    }

    /** Sends a message, for which there must be room. */
    void publish(Outgoing message) throws SessionBrokenException {
        session.publish(message.subject(), message.headers(), message.body());
        inFlight.add(message, System.nanoTime());
        message.lane().sent(message.offset());
    }

    /** Takes the replies that are there. */
    public void takeReplies() throws SessionBrokenException {
        Optional<Session.Reply> reply = session.reply(Duration.ZERO);
        while (reply.isPresent()) {
            settle(reply.get());
            reply = session.reply(Duration.ZERO);
        }
        if (!inFlight.isEmpty()) {
            remainingPatience();
        }
    }

    /** Waits until everything sent is acknowledged or the time is over. */
    public void awaitReplies(Duration time) throws SessionBrokenException {
        long end = System.nanoTime() + time.toNanos();
        takeReplies();
        while (!inFlight.isEmpty()) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (left.isNegative() || left.isZero()) {
                return;
            }
            awaitReply(shorter(left, remainingPatience()));
            takeReplies();
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private void awaitReply(Duration time) throws SessionBrokenException {
        Optional<Session.Reply> reply = session.reply(time);
        if (reply.isPresent()) {
            settle(reply.get());
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration remainingPatience() throws SessionBrokenException {
        session.requireAllowed();
        Duration waited = Duration.ofNanos(System.nanoTime() - inFlight.oldestSentAtNanos());
        Duration remaining = patience.minus(waited);
        if (remaining.isNegative() || remaining.isZero()) {
            throw new SessionBrokenException("The stream did not acknowledge a message within " + patience, null);
        }
        return remaining;
    }

    private void settle(Session.Reply reply) throws SessionBrokenException {
        Message message = reply.message();
        Outgoing sent = inFlight.get(reply.number());
        if (message.isStatusMessage()) {
            throw new SessionBrokenException(
                    "No stream takes messages for " + sent.subject() + " at the moment (" + message.getStatus() + ")",
                    null);
        }
        try {
            PublishAck acknowledgement = new PublishAck(message);
            if (!acknowledgement.isDuplicate() || sent.lane().isStored(sent.offset(), acknowledgement.getSeqno())) {
                inFlight.acknowledged(reply.number(), acknowledgement.getSeqno(), acknowledgement.isDuplicate());
            } else {
                inFlight.refused(reply.number());
                idsUsedUp = true;
            }
            endIfIdsAreUsedUp();
        } catch (JetStreamApiException e) {
            throw Refusals.sort(sent.subject(), e);
        } catch (IOException e) {
            throw new SessionBrokenException("A reply of the stream cannot be understood: " + e.getMessage(), e);
        }
    }

    /** Once all have been answered, so that the next session knows all of them. */
    private void endIfIdsAreUsedUp() throws SessionBrokenException {
        if (idsUsedUp && inFlight.unanswered() == 0) {
            throw new SessionBrokenException(
                    "JetStream took messages for duplicates of some that are no longer in the stream; they are sent"
                            + " again with other ids",
                    null);
        }
    }
}
