package io.millrace.example;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.Operation;
import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import java.io.PrintStream;
import java.time.Duration;

/** Reads tables from the stream and prints every change that makes a row newer. Stops at the end of the stream. */
public final class LatestRows {
    private static final String STREAM = "CDC";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Versions versions = new Versions();
    private final PrintStream out;

    LatestRows(PrintStream out) {
        this.out = out;
    }

    /** {@code LatestRows <NATS URL> <subject>}, such as {@code nats://127.0.0.1:4222 cdc.mysql.shop.products.*}. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("Usage: LatestRows <NATS URL> <subject>, such as nats://127.0.0.1:4222 'cdc.>'");
            System.exit(2);
        }
        new LatestRows(System.out).read(arguments[0], fromTheStart(arguments[1]));
    }

    /** An ephemeral consumer, which the server deletes when no messages are requested for a while. */
    static ConsumerConfiguration fromTheStart(String subject) {
        return ConsumerConfiguration.builder()
                .filterSubject(subject)
                .ackPolicy(AckPolicy.Explicit)
                .inactiveThreshold(Duration.ofMinutes(1))
                .build();
    }

    /** A durable consumer, which the server keeps with its position until it is deleted. */
    static ConsumerConfiguration durable(String name, String subject) {
        return ConsumerConfiguration.builder()
                .durable(name)
                .filterSubject(subject)
                .ackPolicy(AckPolicy.Explicit)
                .build();
    }

    /** An ephemeral consumer that starts at a stream sequence, to read again from there. */
    static ConsumerConfiguration from(long sequence, String subject) {
        return ConsumerConfiguration.builder(fromTheStart(subject))
                .deliverPolicy(DeliverPolicy.ByStartSequence)
                .startSequence(sequence)
                .build();
    }

    void read(String url, ConsumerConfiguration configuration) throws Exception {
        try (Connection connection = Nats.connect(url)) {
            ConsumerContext consumer = connection.getStreamContext(STREAM).createOrUpdateConsumer(configuration);
            long pending = consumer.getConsumerInfo().getNumPending();
            while (pending > 0) {
                int batch = (int) Math.min(pending, 100);
                try (FetchConsumer messages = consumer.fetch(
                        FetchConsumeOptions.builder().maxMessages(batch).build())) {
                    for (Message message = messages.nextMessage(); message != null; message = messages.nextMessage()) {
                        take(message);
                        pending = message.metaData().pendingCount();
                    }
                }
            }
            // A connection that is closed does not send what it has yet to send.
            connection.flush(PATIENCE);
        }
    }

    private void take(Message message) {
        // Throws InvalidEventException if the message is not a complete event.
        ChangeEvent event = ChangeEvents.parse(message.getData());
        if (!event.hasKey() && event.getOperation() != Operation.TRUNCATE) {
            System.err.println(message.getSubject() + ": this table has no primary key");
        } else if (versions.advance(event)) {
            out.println(Lines.of(event));
        }
        // Only now, because an unacknowledged message is delivered again, to this program or its successor.
        message.ack();
    }
}
