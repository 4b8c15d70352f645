package io.millrace.bridge.publish;

import io.millrace.nats.StateBucket;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
     * @param mayBeAbsent whether it is no fault that something does not exist
     * @throws SessionBrokenException when the server does not answer
     */
    public static List<String> faults(Session session, StreamDefinition definition, boolean mayBeAbsent)
            throws SessionBrokenException {
        return session.ask("about stream " + definition.name(), connection -> {
            List<String> faults = new ArrayList<>();
            Optional<StreamConfiguration> stream = configuration(connection, definition.name());
            stream.ifPresent(actual -> faults.addAll(definition.faults(actual)));
            if (stream.isEmpty() && !mayBeAbsent) {
                faults.add("There is no stream " + definition.name() + "; create it, for example with: "
                        + command(definition) + ", or set nats.stream.create=if.absent");
            }
            if (!mayBeAbsent && !StateBucket.exists(connection)) {
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

    private static Optional<StreamConfiguration> configuration(Connection connection, String stream)
            throws IOException, JetStreamApiException {
        try {
            return Optional.of(
                    connection.jetStreamManagement().getStreamInfo(stream).getConfiguration());
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != STREAM_NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
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
