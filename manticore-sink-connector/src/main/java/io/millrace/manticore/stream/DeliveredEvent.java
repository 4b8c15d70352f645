package io.millrace.manticore.stream;

import io.nats.client.Message;

/** One event as the server delivered it; the numbers come with the subject to acknowledge it on. */
public final class DeliveredEvent {
    // $JS.ACK.[<domain>.<account>.]<stream>.<consumer>.<deliveries>.<stream sequence>.<consumer
    // sequence>.<time>.<pending>
    private static final int STREAM_SEQUENCE = 5;
    private static final long NS_PER_MS = 1_000_000;
    private static final int TOKENS = 9;
    private static final int MORE_WITH_DOMAIN = 2;

    /** Of its subjects and of the objects that hold it, roughly. */
    private static final int OVERHEAD = 500;

    private final String subject;
    private final String replyTo;
    private final byte[] data;
    private final long streamSequence;
    private final long consumerSequence;
    private final long received;
    private final long pending;

    private DeliveredEvent(
            String subject,
            String replyTo,
            byte[] data,
            long streamSequence,
            long consumerSequence,
            long received,
            long pending) {
        this.subject = subject;
        this.replyTo = replyTo;
        this.data = data;
        this.streamSequence = streamSequence;
        this.consumerSequence = consumerSequence;
        this.received = received;
        this.pending = pending;
    }

    static DeliveredEvent of(Message message) {
        String replyTo = String.valueOf(message.getReplyTo());
        int tokens = 1;
        for (int i = 0; i < replyTo.length(); i++) {
            tokens += replyTo.charAt(i) == '.' ? 1 : 0;
        }
        int start = token(replyTo, 0, STREAM_SEQUENCE + (tokens > TOKENS ? MORE_WITH_DOMAIN : 0));
        int consumerSequence = token(replyTo, start, 1);
        int time = token(replyTo, consumerSequence, 1);
        return new DeliveredEvent(
                message.getSubject(),
                replyTo,
                message.getData(),
                number(replyTo, start),
                number(replyTo, consumerSequence),
                number(replyTo, time) / NS_PER_MS,
                number(replyTo, token(replyTo, time, 1)));
    }

    /** Where the token begins that comes so many after the one that begins at a place. */
    private static int token(String text, int from, int tokens) {
        int start = from;
        for (int skipped = 0; skipped < tokens; skipped++) {
            start = text.indexOf('.', start) + 1;
        }
        return start;
    }

    private static long number(String text, int start) {
        int end = text.indexOf('.', start);
        return Long.parseLong(text, start, end < 0 ? text.length() : end, 10);
    }

    public String subject() {
        return subject;
    }

    public byte[] data() {
        return data;
    }

    /** How much memory it takes. */
    public long size() {
        return data.length + OVERHEAD;
    }

    /** What is needed to acknowledge it. */
    public DeliveredEvent withoutData() {
        return new DeliveredEvent(subject, replyTo, new byte[0], streamSequence, consumerSequence, received, pending);
    }

    public long streamSequence() {
        return streamSequence;
    }

    long consumerSequence() {
        return consumerSequence;
    }

    /** When the stream received it, in milliseconds since 1970. */
    public long received() {
        return received;
    }

    /** How many events the server had yet to deliver after this one. */
    long pending() {
        return pending;
    }

    String replyTo() {
        return replyTo;
    }
}
