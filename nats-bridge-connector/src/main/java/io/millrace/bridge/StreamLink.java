package io.millrace.bridge;

import io.millrace.bridge.publish.Pipeline;
import io.millrace.bridge.publish.Session;
import io.millrace.bridge.publish.SessionBrokenException;
import io.millrace.bridge.publish.StreamPreflight;
import io.millrace.bridge.publish.StreamRefusedException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to the stream: open with a pipeline, or lost until the next attempt is due. */
final class StreamLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamLink.class);

    private final NatsBridgeConfig config;
    private final String name;
    private final BridgeMetrics metrics;
    private final Backoff backoff;
    private @Nullable Pipeline pipeline;
    private long nextAttemptNanos = System.nanoTime();
    private boolean reportedAway;
    private boolean checked;
    private boolean wasEstablished;

    /** @param name under which the server lists the connection */
    StreamLink(NatsBridgeConfig config, String name, BridgeMetrics metrics) {
        this.metrics = metrics;
        this.config = config;
        this.name = name;
        backoff = config.backoff();
    }

    Duration untilNextAttempt() {
        return Duration.ofNanos(Math.max(0, nextAttemptNanos - System.nanoTime()));
    }

    /**
     * Opens the link; call it only when an attempt is due. The caller reports with {@link #established} once it could
     * use it.
     *
     * @throws StreamRefusedException when the stream cannot serve, on the first time it is seen
     */
    Pipeline open() throws SessionBrokenException {
        Session session = Session.open(config.nats(), name);
        try {
            check(session);
        } catch (SessionBrokenException | RuntimeException e) {
            session.close();
            throw e;
        }
        Pipeline opened = new Pipeline(session, config.limits(), metrics::stored);
        pipeline = opened;
        return opened;
    }

    void established() {
        backoff.reset();
        metrics.connected();
        if (wasEstablished) {
            metrics.reconnected();
        }
        wasEstablished = true;
        if (reportedAway) {
            LOG.info("NATS at {} is back", config.nats());
            reportedAway = false;
        }
    }

    /** Ends the link, so that nothing more is sent on it, until the next attempt. */
    void lost(SessionBrokenException reason) {
        close();
        metrics.disconnected();
        metrics.inFlight(0, 0);
        Duration wait = backoff.next();
        nextAttemptNanos = System.nanoTime() + wait.toNanos();
        if (reportedAway) {
            LOG.debug("Still no way to the stream, next attempt in {} ms: {}", wait.toMillis(), reason.getMessage());
        } else {
            LOG.warn(
                    "The way to stream {} is lost; the task holds its Kafka position and keeps trying, next in {} ms: {}",
                    config.stream().name(),
                    wait.toMillis(),
                    reason.getMessage());
            reportedAway = true;
        }
    }

    @Override
    public void close() {
        if (pipeline != null) {
            pipeline.close();
            pipeline = null;
        }
    }

    private void check(Session session) throws SessionBrokenException {
        if (config.createsStream() && !checked) {
            StreamPreflight.createIfAbsent(session, config.stream());
        }
        List<String> faults = StreamPreflight.faults(session, config.stream(), false);
        if (faults.isEmpty()) {
            checked = true;
            return;
        }
        String text = String.join("; ", faults);
        if (checked) {
            // It did serve once: somebody is at work on it, and the task goes on when they are done.
            throw new SessionBrokenException(text, null);
        }
        throw new StreamRefusedException(text);
    }
}
