package io.millrace.bridge;

import io.millrace.local.NatsServer;
import io.nats.client.Connection;

/** What an accident or an operator does to the stream CDC. */
final class StreamEdits {
    private StreamEdits() {}

    static void delete(String natsUrl, long sequence) throws Exception {
        try (Connection connection = NatsServer.connect(natsUrl)) {
            connection.jetStreamManagement().deleteMessage("CDC", sequence);
        }
    }

    /** Deletes the messages from this sequence on, as a power cut does with what was not on disk. */
    static void deleteFrom(String natsUrl, long sequence) throws Exception {
        try (Connection connection = NatsServer.connect(natsUrl)) {
            long last = connection
                    .jetStreamManagement()
                    .getStreamInfo("CDC")
                    .getStreamState()
                    .getLastSequence();
            for (long each = sequence; each <= last; each++) {
                connection.jetStreamManagement().deleteMessage("CDC", each);
            }
        }
    }
}
