package io.millrace.manticore.stream;

import io.nats.client.Message;

/** One event as the server delivered it; the sequences come with the subject to acknowledge it on. */
public final class Delivery {
    // $JS.ACK.<stream>.<consumer>.<deliveries>.<stream sequence>.<consumer sequence>.<timestamp>.<pending>
    private static final int STREAM_SEQUENCE_FROM_END = 4;

    private final Message message;
    private final long streamSequence;
    private final long consumerSequence;

    private Delivery(Message message, long streamSequence, long consumerSequence) {
        this.message = message;
        this.streamSequence = streamSequence;
        this.consumerSequence = consumerSequence;
    }

    static Delivery of(Message message) {
        String[] tokens = String.valueOf(message.getReplyTo()).split("\\.");
        int at = tokens.length - STREAM_SEQUENCE_FROM_END;
        return new Delivery(message, Long.parseLong(tokens[at]), Long.parseLong(tokens[at + 1]));
    }

    public String subject() {
        return message.getSubject();
    }

    public byte[] data() {
        return message.getData();
    }

    public long streamSequence() {
        return streamSequence;
    }

    long consumerSequence() {
        return consumerSequence;
    }

    String replyTo() {
        return String.valueOf(message.getReplyTo());
    }
}
