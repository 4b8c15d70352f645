package io.millrace.bridge;

import io.millrace.bridge.publish.EventPublisher;
import io.millrace.bridge.publish.ForeignMessages;
import io.millrace.bridge.publish.StreamOffsets;
import io.millrace.bridge.publish.StreamPreflight;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.pace.Backoff;
import io.millrace.pace.OutageAlarm;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to the stream: open with a publisher, or lost until the next attempt is due. */
final class StreamConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);

    private final NatsBridgeConfig config;
    private final String name;
    private final BridgeMetrics metrics;
    private final Backoff backoff;
    private final OutageAlarm alarm;
    private final ForeignMessages foreign;
    private @Nullable EventPublisher publisher;
    private boolean checked;
    private boolean wasEstablished;
    private List<String> warned = List.of();

    /**
     * @param name under which the server lists the connection
     * @param clock like {@link System#nanoTime}
     */
    StreamConnection(NatsBridgeConfig config, String name, BridgeMetrics metrics, LongSupplier clock) {
        this.config = config;
        this.name = name;
        this.metrics = metrics;
        backoff = config.backoff(clock);
        alarm = new OutageAlarm(clock);
        foreign = new ForeignMessages(config.stream().name(), metrics::foreign);
    }

    /** A session with NATS that writes asynchronous errors to the debug log. */
    static NatsSession open(NatsSettings settings, String name) {
        return NatsSession.withoutReconnect(settings, name, LOG::debug);
    }

    boolean isOpen() {
        return publisher != null;
    }

    /** The publisher; the connection must be open. */
    EventPublisher publisher() {
        if (publisher == null) {
            throw new IllegalStateException(
                    "There is no connection to stream " + config.stream().name());
        }
        return publisher;
    }

    /** What the stream holds of these partitions; the connection must be open. */
    StreamOffsets read(Collection<TopicPartition> partitions) {
        StreamOffsets offsets = publisher().read(partitions);
        foreign.found(offsets.foreign());
        return offsets;
    }

    boolean isDue() {
        return backoff.isDue();
    }

    Duration untilNextAttempt() {
        return backoff.remaining();
    }

    /**
     * Opens the connection. The caller then calls {@link #established} once it has used the connection, or
     * {@link #lost}.
     *
     * @throws NatsFaultException if the stream is unsuitable when it is first seen
     */
    void open() {
        NatsSession session = open(config.nats(), name);
        try {
            check(session);
            publisher = new EventPublisher(session, config.stream(), config.limits(), metrics);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    void established() {
        backoff.reset();
        metrics.connected();
        if (wasEstablished) {
            metrics.reconnected();
        }
        wasEstablished = true;
        if (alarm.clear()) {
            LOG.info("NATS at {} is back", config.nats());
        }
    }

    /** Closes the connection, so that nothing more is sent on it; the next attempt opens another one. */
    void lost(NatsUnavailableException reason) {
        close();
        metrics.disconnected();
        Duration wait = backoff.failed();
        String event = alarm.isRaised() ? "Still no connection" : "Lost the connection";
        if (alarm.raise()) {
            LOG.warn(
                    "{} to stream {} at {}; keeping the Kafka position and retrying, next in {} ms: {}",
                    event,
                    config.stream().name(),
                    config.nats(),
                    wait.toMillis(),
                    reason.getMessage());
        } else {
            LOG.debug("No connection to the stream, next attempt in {} ms: {}", wait.toMillis(), reason.getMessage());
        }
    }

    @Override
    public void close() {
        if (publisher != null) {
            publisher.close();
            publisher = null;
        }
    }

    private void check(NatsSession session) {
        if (config.createsStream()) {
            StreamPreflight.createIfAbsent(session, config.stream());
        }
        List<String> faults = StreamPreflight.faults(session, config.stream(), false);
        if (faults.isEmpty()) {
            checked = true;
            warn(StreamPreflight.notes(session, config.stream()));
            return;
        }
        String text = String.join("; ", faults);
        if (checked) {
            // It was suitable before: somebody is working on it, and the task continues when they are done.
            throw new NatsUnavailableException(text);
        }
        throw new NatsFaultException(text);
    }

    private void warn(List<String> notes) {
        if (!notes.equals(warned)) {
            warned = notes;
            notes.forEach(LOG::warn);
        }
    }
}
