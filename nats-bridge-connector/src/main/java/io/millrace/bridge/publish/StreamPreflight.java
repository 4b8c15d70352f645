package io.millrace.bridge.publish;

import io.millrace.event.StateBucket;
import io.millrace.event.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import java.io.IOException;
import java.util.ArrayList;
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
    public static List<String> faults(Session session, StreamDefinition definition) throws SessionBrokenException {
        return session.ask("about stream " + definition.name(), connection -> {
            List<String> faults = new ArrayList<>(streamFaults(connection, definition));
            if (!StateBucket.exists(connection)) {
                faults.add("There is no key-value bucket " + StateBucket.NAME + ", where publishers keep what they have"
                        + " to agree on; create it with: " + StateBucket.command(definition.replicas())
                        + ", or set nats.stream.create=if.absent");
            }
            return faults;
        });
    }

    /** Creates the stream and the state bucket unless they exist. */
    public static void createIfAbsent(Session session, StreamDefinition definition) throws SessionBrokenException {
        boolean created = session.ask("to create stream " + definition.name(), connection -> {
            StateBucket.createIfAbsent(connection, definition.replicas());
            JetStreamManagement management = connection.jetStreamManagement();
            if (management.getStreamNames().contains(definition.name())) {
                return false;
            }
            management.addStream(definition.toConfiguration());
            return true;
        });
        if (created) {
            LOG.info("Created stream {}", definition);
        }
    }

    private static List<String> streamFaults(Connection connection, StreamDefinition definition)
            throws IOException, JetStreamApiException {
        try {
            return definition.faults(connection
                    .jetStreamManagement()
                    .getStreamInfo(definition.name())
                    .getConfiguration());
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != STREAM_NOT_FOUND) {
                throw e;
            }
            return List.of("There is no stream " + definition.name() + "; create it, for example with: "
                    + command(definition) + ", or set nats.stream.create=if.absent");
        }
    }

    private static String command(StreamDefinition definition) {
        return "nats stream add " + definition.name() + " --subjects='" + StreamDefinition.SUBJECTS
                + "' --storage=file --discard=new --max-age="
                + definition.maxAge().toHours()
                + "h --dupe-window=" + definition.duplicateWindow().toSeconds() + "s --replicas="
                + definition.replicas() + " --defaults";
    }
}
