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

/**
 * Follows tables in the stream, and prints every change that makes a row newer than it was. It stops at the end of the
 * stream.
 */
public final class LatestRows {
    private static final String STREAM = "CDC";

    private final Versions versions = new Versions();
    private final PrintStream out;

    LatestRows(PrintStream out) {
        this.out = out;
    }

    /** {@code LatestRows <NATS URL> <subject>}, such as {@code nats://127.0.0.1:4222 cdc.mysql.shop.products.*}. */
    public static void main(String[] arguments) throws Exception {
        new LatestRows(System.out).read(arguments[0], fromTheStart(arguments[1]));
    }

    /** A consumer for once: the server forgets it when nobody asks for messages for a while. */
    static ConsumerConfiguration fromTheStart(String subject) {
        return ConsumerConfiguration.builder()
                .filterSubject(subject)
                .ackPolicy(AckPolicy.Explicit)
                .inactiveThreshold(Duration.ofMinutes(1))
                .build();
    }

    /** A consumer that the server keeps, with where it stands, until it is deleted. */
    static ConsumerConfiguration durable(String name, String subject) {
        return ConsumerConfiguration.builder()
                .durable(name)
                .filterSubject(subject)
                .ackPolicy(AckPolicy.Explicit)
                .build();
    }

    /** Begins at a message of the stream, to see again what came from there on. */
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
        }
    }

    private void take(Message message) {
        // Refuses what is no whole event with an InvalidEventException.
        ChangeEvent event = ChangeEvents.parse(message.getData());
        if (!event.hasKey() && event.getOperation() != Operation.TRUNCATE) {
            System.err.println(message.getSubject() + ": this table has no primary key");
        } else if (versions.advance(event)) {
            out.println(Lines.of(event));
        }
        // Only now: what was not acknowledged is delivered again, to this program or to its successor.
        message.ack();
    }
}
