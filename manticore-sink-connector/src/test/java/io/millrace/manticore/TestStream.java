package io.millrace.manticore;

import io.millrace.local.NatsServer;
import io.millrace.nats.JetStreamError;
import io.millrace.nats.StateBucket;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;

/** The stream of one test, and what the sink noted about its tables. */
final class TestStream {
    static final String NAME = "CDC";

    private TestStream() {}

    static void create(Connection connection) throws Exception {
        connection
                .jetStreamManagement()
                .addStream(StreamDefinition.withDefaults(NAME).toConfiguration());
    }

    /** Up to which sequence a partition is acknowledged; 0 while it has no consumer, as before a task first reaches it. */
    static long floor(Connection connection, int partition) throws Exception {
        return JetStreamError.CONSUMER_NOT_FOUND
                .asEmpty(() -> connection.jetStreamManagement().getConsumerInfo(NAME, "sink-p" + partition))
                .map(consumer -> consumer.getAckFloor().getStreamSequence())
                .orElse(0L);
    }

    static void drop(NatsServer nats, Connection connection) throws Exception {
        connection.jetStreamManagement().deleteStream(NAME);
        nats.awaitRemoved(NAME);
        if (StateBucket.exists(connection)) {
            connection.keyValueManagement().delete(StateBucket.NAME);
            nats.awaitRemoved(StateBucket.NAME);
        }
    }
}
