package io.millrace.bridge.publish;

import io.millrace.nats.NatsSession;
import io.millrace.nats.StateBucket;
import io.millrace.nats.StreamDefinition;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks that the stream exists and can keep what the contract promises. */
public final class StreamPreflight {
    private static final Logger LOG = LoggerFactory.getLogger(StreamPreflight.class);

    private StreamPreflight() {}

    /**
     * Why the stream is unsuitable, each fault with its remedy; empty if it is suitable.
     *
     * @param mayBeAbsent whether the stream and the bucket may be missing
     */
    public static List<String> faults(NatsSession session, StreamDefinition definition, boolean mayBeAbsent) {
        List<String> faults = new ArrayList<>();
        Optional<StreamInfo> stream = session.findStream(definition.name());
        stream.ifPresent(actual -> faults.addAll(definition.faults(actual.getConfiguration())));
        if (stream.isEmpty() && !mayBeAbsent) {
            faults.add("There is no stream " + definition.name() + "; create it, for example with: "
                    + command(definition) + ", or set nats.stream.create=if.absent");
        }
        if (!mayBeAbsent && session.findStream(StateBucket.STREAM).isEmpty()) {
            faults.add("There is no key-value bucket " + StateBucket.NAME + ", where publishers keep what they must"
                    + " agree on; create it with: " + StateBucket.command(definition.replicas())
                    + ", or set nats.stream.create=if.absent");
        }
        return faults;
    }

    /** What the stream does that may surprise, although it is suitable. */
    public static List<String> notes(NatsSession session, StreamDefinition definition) {
        return session.findStream(definition.name())
                .map(stream -> definition.notes(stream.getConfiguration()))
                .orElse(List.of());
    }

    /** Creates the stream and the state bucket unless they exist. */
    public static void createIfAbsent(NatsSession session, StreamDefinition definition) {
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

    private static String command(StreamDefinition definition) {
        return "nats stream add " + definition.name() + " --subjects='" + StreamDefinition.SUBJECTS
                + "' --storage=file --discard=new --max-age="
                + definition.maxAge().toHours()
                + "h --dupe-window=" + definition.duplicateWindow().toSeconds() + "s --replicas="
                + definition.replicas() + " --defaults";
    }
}
