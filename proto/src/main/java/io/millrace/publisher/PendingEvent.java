package io.millrace.publisher;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.EventHeaders;
import io.millrace.event.SnowflakeSequence;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An event that is not acknowledged yet. After {@link #number}, its id, its message id and its bytes never change. */
final class PendingEvent {
    private static final int ID_BYTES = 9;
    private static final int MESSAGE_ID_BYTES = 24;
    private static final long US_PER_MS = 1000;

    /** How often it was sent. */
    int attempts;

    private final String subject;
    private final String stream;
    private final ChangeEvent event;
    private final long deadlineNanos;
    private final Settlement settlement;
    private final int size;
    private final CompletableFuture<Published> result = new CompletableFuture<>();
    private String messageId = "";
    private long id;
    private byte[] body = {};

    /** Called with the outcome, before the result completes. */
    interface Settlement {
        void settled(PendingEvent pending, @Nullable PublishException failure);
    }

    /** @param event without an id, unless that follows from the event alone */
    PendingEvent(String subject, ChangeEvent event, PublisherSettings settings, Settlement settlement) {
        this.subject = subject;
        this.event = event;
        this.settlement = settlement;
        stream = settings.stream();
        size = headers().serializedLength() + MESSAGE_ID_BYTES + event.getSerializedSize() + ID_BYTES;
        deadlineNanos = System.nanoTime() + settings.deliveryTimeout().toNanos();
    }

    String subject() {
        return subject;
    }

    CompletableFuture<Published> result() {
        return result;
    }

    boolean isOverdue() {
        return System.nanoTime() - deadlineNanos > 0;
    }

    boolean isNumbered() {
        return id != 0;
    }

    void number(String newMessageId, SnowflakeSequence ids) {
        messageId = newMessageId;
        id = event.getId() != 0
                ? event.getId()
                : ids.next(Math.floorDiv(event.getSource().getCommitTimeUs(), US_PER_MS));
        body = ChangeEvents.serialize(event.toBuilder().setId(id).build());
    }

    byte[] body() {
        return body;
    }

    Headers headers() {
        return new Headers().put(EventHeaders.MESSAGE_ID, messageId);
    }

    /** The size that counts against the server's max_payload: headers and body, as large as they can become. */
    int size() {
        return size;
    }

    void acknowledged(PublishAck acknowledgement) {
        settlement.settled(this, null);
        result.complete(new Published(id, subject, acknowledgement.getSeqno()));
    }

    void failed(String reason, @Nullable Throwable cause) {
        String which = isNumbered() ? "The event with id " + id : "An event that had no id yet";
        String message = which + " for " + subject + " may not be in stream " + stream + ": " + reason;
        PublishException failure = cause == null ? new PublishException(message) : new PublishException(message, cause);
        settlement.settled(this, failure);
        result.completeExceptionally(failure);
    }
}
