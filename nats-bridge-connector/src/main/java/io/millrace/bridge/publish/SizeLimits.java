package io.millrace.bridge.publish;

import io.millrace.nats.NatsSession;
import java.util.Optional;

/**
 * How large one message may be, headers and body together.
 *
 * @param server the server's {@code max_payload}
 * @param stream the stream's {@code max_msg_size}, -1 for no limit
 */
record SizeLimits(long server, int stream) {
    static SizeLimits read(NatsSession session, String stream) {
        return session.ask(
                "about stream " + stream,
                connection -> new SizeLimits(
                        connection.getMaxPayload(),
                        connection
                                .jetStreamManagement()
                                .getStreamInfo(stream)
                                .getConfiguration()
                                .getMaximumMessageSize()));
    }

    /** Why the message cannot be sent, with the remedy. */
    Optional<String> excess(EventMessage message) {
        if (message.size() > server) {
            return Optional.of(excess(
                    message, "the server's max_payload of " + server + "; raise max_payload on every NATS server"));
        }
        if (stream >= 0 && message.size() > stream) {
            return Optional.of(
                    excess(message, "the stream's max_msg_size of " + stream + "; raise max_msg_size of the stream"));
        }
        return Optional.empty();
    }

    private static String excess(EventMessage message, String limit) {
        return "The event for " + message.subject() + " has " + message.size() + " bytes with its headers, more than "
                + limit
                + ", lower value.converter.event.max.bytes of the source connector, or exclude the large columns there";
    }
}
