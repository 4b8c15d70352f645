package io.millrace.manticore.stream;

import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsUnavailableException;
import java.util.Map;

/** Moves the durable consumers of partitions that nobody reads at the time. */
public final class ConsumerReset {
    private final StreamSettings settings;

    public ConsumerReset(StreamSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes each partition's consumer start at the given place; may be repeated.
     *
     * @throws NatsUnavailableException when NATS does not answer; some consumers may have been moved
     */
    public void reset(Map<Integer, DeliverFrom> places) {
        try (NatsSession nats =
                NatsSession.reconnecting(settings.nats(), settings.consumerPrefix(), new NatsErrorLog(() -> {}))) {
            ConsumerAdmin admin = new ConsumerAdmin(nats, settings.stream());
            places.forEach((partition, place) -> new DurableConsumer(admin, settings.plan(partition)).reset(place));
        }
    }
}
