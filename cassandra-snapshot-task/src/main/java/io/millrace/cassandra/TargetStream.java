package io.millrace.cassandra;

import io.millrace.cassandra.publish.EventSizeLimit;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsSession;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.api.StreamInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stream to publish to, on a connection that reconnects by itself. */
record TargetStream(NatsSession nats, StreamInfo info) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TargetStream.class);

    /**
     * Connects.
     *
     * @param stop given when the server denies a permission, because a denied publish gets no answer
     * @throws io.millrace.nats.NatsUnavailableException when NATS does not answer or does not accept the credentials
     * @throws NatsFaultException when the stream does not exist or is unsuitable
     */
    static TargetStream open(SnapshotSettings settings, StopSignal stop) {
        NatsSession nats = NatsSession.reconnecting(settings.nats(), "millrace-snapshot", new StopOnDenial(stop));
        try {
            return of(settings, nats);
        } catch (RuntimeException e) {
            nats.close();
            throw e;
        }
    }

    /** @throws NatsFaultException when the stream does not exist or is unsuitable */
    static TargetStream of(SnapshotSettings settings, NatsSession nats) {
        // Any retention and any duplicate window will do, because publishing a row twice is harmless.
        StreamDefinition required =
                new StreamDefinition(settings.text(SnapshotSetting.STREAM), Duration.ZERO, Duration.ZERO, 1, -1, true);
        return new TargetStream(nats, nats.requireStream(required));
    }

    Connection connection() {
        return nats.connection();
    }

    EventSizeLimit sizeLimit() {
        long limit = info.getConfiguration().getMaximumMessageSize();
        return new EventSizeLimit(limit < 0 ? nats.maxPayload() : Math.min(limit, nats.maxPayload()));
    }

    /** Differs for a stream that was deleted and created again. */
    String identity() {
        return info.getConfiguration().getName() + " of " + info.getCreateTime();
    }

    @Override
    public void close() {
        nats.close();
    }

    private record StopOnDenial(StopSignal stop) implements NatsSession.Listener {
        @Override
        public void problem(String text, @Nullable Exception cause) {
            LOG.debug(text, cause);
        }

        @Override
        public void denied(String error) {
            stop.fail(new NatsFaultException("NATS denied a permission that the snapshot needs: " + error));
        }
    }
}
