package io.millrace.manticore.stream;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.Map;

/** Moves the durable consumers of partitions that nobody reads meanwhile. */
public final class ConsumerReset {
    private final StreamSettings settings;

    public ConsumerReset(StreamSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes each partition's consumer start from the given place; doing it again changes nothing.
     *
     * @throws StreamUnavailableException when NATS is away; some consumers may have been moved
     */
    public void rewind(Map<Integer, DeliverFrom> places) {
        try (Connection connection = new NatsErrorLog().connect(settings.nats().toOptions())) {
            ConsumerAdmin admin = new ConsumerAdmin(connection.jetStreamManagement(), settings.stream());
            for (Map.Entry<Integer, DeliverFrom> place : places.entrySet()) {
                new DurableConsumer(admin, settings.plan(place.getKey())).rewind(place.getValue());
            }
        } catch (IOException | JetStreamApiException e) {
            throw new StreamUnavailableException(
                    "The consumers of stream " + settings.stream() + " at " + settings.nats() + " cannot be moved: "
                            + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StreamUnavailableException("Interrupted while consumers were moved", e);
        }
    }
}
