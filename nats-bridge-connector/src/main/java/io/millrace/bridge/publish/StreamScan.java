package io.millrace.bridge.publish;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Reads the headers of a part of the stream, in order. */
final class StreamScan {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Connection connection;
    private final String stream;

    StreamScan(Connection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /** All messages of these subjects from this sequence on; there must be at least one. */
    void read(String subjects, long sequence, Consumer<Message> message)
            throws IOException, JetStreamApiException, InterruptedException {
        JetStreamSubscription subscription = connection
                .jetStream()
                .subscribe(
                        subjects,
                        PushSubscribeOptions.builder().stream(stream)
                                .ordered(true)
                                .configuration(ConsumerConfiguration.builder()
                                        .deliverPolicy(DeliverPolicy.ByStartSequence)
                                        .startSequence(sequence)
                                        .headersOnly(true)
                                        .build())
                                .build());
        try {
            long pending;
            do {
                Message next = subscription.nextMessage(TIMEOUT);
                if (next == null) {
                    throw new IOException("Stream " + stream + " did not deliver its messages from sequence " + sequence
                            + " on within " + TIMEOUT);
                }
                message.accept(next);
                pending = next.metaData().pendingCount();
            } while (pending > 0);
        } finally {
            subscription.unsubscribe();
        }
    }
}
