package io.millrace.bridge.publish;

import io.millrace.event.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks that the stream is there and can keep what the contract promises. */
public final class StreamPreflight {
    private static final Logger LOG = LoggerFactory.getLogger(StreamPreflight.class);
    private static final int STREAM_NOT_FOUND = 10059;

    private StreamPreflight() {}

    /**
     * Why the stream cannot serve, each fault with its remedy; empty when it can.
     *
     * @throws SessionBrokenException when the server does not answer
     */
    public static List<String> faults(Connection connection, StreamDefinition definition)
            throws SessionBrokenException {
        try {
            return definition.faults(connection
                    .jetStreamManagement()
                    .getStreamInfo(definition.name())
                    .getConfiguration());
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == STREAM_NOT_FOUND) {
                return List.of("There is no stream " + definition.name() + "; create it, for example with: "
                        + command(definition) + ", or set nats.stream.create=if.absent");
            }
            throw broken(definition, e);
        } catch (IOException e) {
            throw broken(definition, e);
        }
    }

    /** Creates the stream unless it exists. */
    public static void createIfAbsent(Connection connection, StreamDefinition definition)
            throws SessionBrokenException {
        try {
            JetStreamManagement management = connection.jetStreamManagement();
            if (!management.getStreamNames().contains(definition.name())) {
                management.addStream(definition.toConfiguration());
                LOG.info("Created stream {}", definition);
            }
        } catch (IOException | JetStreamApiException e) {
            throw broken(definition, e);
        }
    }

    private static String command(StreamDefinition definition) {
        return "nats stream add " + definition.name() + " --subjects='" + StreamDefinition.SUBJECTS
                + "' --storage=file --discard=new --max-age="
                + definition.maxAge().toHours()
                + "h --dupe-window=" + definition.duplicateWindow().toSeconds() + "s --replicas="
                + definition.replicas() + " --defaults";
    }

    private static SessionBrokenException broken(StreamDefinition definition, Exception e) {
        return new SessionBrokenException("Stream " + definition.name() + " cannot be looked at: " + e.getMessage(), e);
    }
}
