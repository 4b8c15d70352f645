package io.millrace.benchmark.bridge;

import io.millrace.nats.StateBucket;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.StreamState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The stream to which everything is published; each measurement starts with a new one. */
final class CdcStream {
    private static final StreamDefinition DEFINITION = StreamDefinition.withDefaults(StreamDefinition.DEFAULT_NAME);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Connection connection;

    CdcStream(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** Replaces the stream and the state bucket by empty ones. */
    void recreate() throws Exception {
        JetStreamManagement management = connection.jetStreamManagement();
        for (String name : List.of(DEFINITION.name(), StateBucket.STREAM)) {
            if (management.getStreamNames().contains(name)) {
                management.deleteStream(name);
            }
        }
        management.addStream(DEFINITION.toConfiguration());
        StateBucket.createIfAbsent(connection, 1);
    }

    boolean holds(long messages) throws Exception {
        return state().getMsgCount() >= messages;
    }

    /** The rate between the server storing the first and the last message. */
    double messagesPerSecond() throws Exception {
        StreamState state = state();
        Duration time = Duration.between(state.getFirstTime(), state.getLastTime());
        return (state.getMsgCount() - 1) * 1e9 / time.toNanos();
    }

    /** Returns all messages of the stream. */
    List<Message> read() throws Exception {
        List<Message> messages = new ArrayList<>();
        JetStreamSubscription subscription = connection
                .jetStream()
                .subscribe(
                        StreamDefinition.SUBJECTS,
                        PushSubscribeOptions.builder().stream(DEFINITION.name())
                                .ordered(true)
                                .build());
        for (long left = state().getMsgCount(); left > 0; left--) {
            messages.add(subscription.nextMessage(PATIENCE));
        }
        subscription.unsubscribe();
        return messages;
    }

    private StreamState state() throws Exception {
        return connection.jetStreamManagement().getStreamInfo(DEFINITION.name()).getStreamState();
    }
}
