package io.millrace.benchmark.sink;

import io.millrace.event.ChangeEvent;
import io.millrace.nats.StateBucket;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.PublishAck;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/** Fills the stream with events before the measurements. */
final class StreamEvents {
    private static final int WINDOW = 2_000;

    private final String nats;

    StreamEvents(String nats) {
        this.nats = nats;
    }

    /** The subject of one set of events, without the partition; the source's name distinguishes the sets. */
    static String subject(String source, String table) {
        return "cdc." + source + ".shop." + table;
    }

    static String inserts(int partitions) {
        return "inserts" + partitions;
    }

    static String updates(int partitions) {
        return "updates" + partitions;
    }

    void publish(int orders, int warmUp, Iterable<Integer> partitionCounts) throws Exception {
        try (Connection connection = Nats.connect(Options.builder().server(nats).build())) {
            connection
                    .jetStreamManagement()
                    .addStream(StreamDefinition.withDefaults(StreamDefinition.DEFAULT_NAME)
                            .toConfiguration());
            JetStream stream = connection.jetStream();
            for (int partitions : partitionCounts) {
                publish(
                        stream,
                        subject(inserts(partitions), OrderEvents.TABLE),
                        partitions,
                        orders,
                        number -> OrderEvents.insert(OrderEvents.TABLE, number));
                publish(
                        stream,
                        subject(updates(partitions), OrderEvents.TABLE),
                        partitions,
                        orders,
                        number -> OrderEvents.update(OrderEvents.TABLE, number));
            }
            publish(
                    stream,
                    subject(OrderEvents.WARM_UP, OrderEvents.WARM_UP),
                    2,
                    warmUp,
                    number -> OrderEvents.insert(OrderEvents.WARM_UP, number));
        }
    }

    /** The tables that one run has claimed are free for the next one. */
    void forgetClaims() throws Exception {
        try (Connection connection = Nats.connect(Options.builder().server(nats).build())) {
            if (StateBucket.exists(connection)) {
                connection.keyValueManagement().delete(StateBucket.NAME);
            }
        }
    }

    private static void publish(
            JetStream stream, String subject, int partitions, int count, LongFunction<ChangeEvent> events)
            throws Exception {
        Deque<CompletableFuture<PublishAck>> unacknowledged = new ArrayDeque<>();
        for (long number = 1; number <= count; number++) {
            byte[] event = events.apply(number).toByteArray();
            unacknowledged.add(stream.publishAsync(subject + '.' + number % partitions, event));
            if (unacknowledged.size() >= WINDOW) {
                unacknowledged.remove().get();
            }
        }
        for (CompletableFuture<PublishAck> each : unacknowledged) {
            each.get();
        }
    }
}
