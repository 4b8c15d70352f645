package io.millrace.publisher;

import io.millrace.nats.NatsSettings;
import io.millrace.nats.StreamDefinition;
import java.time.Duration;

/**
 * The settings of a {@link ChangeEventPublisher}.
 *
 * @param source the name of the application, the second token of its subjects; no other application may use it
 * @param partitions the number of partitions over which the rows of each table are spread. All instances of an application
 *     must use the same number and keep it, because another number moves rows to other partitions
 * @param deliveryTimeout how long the stream may take to acknowledge an event before it fails; at most the stream's
 *     duplicate window, within which an event that is sent again is stored once
 */
public record PublisherSettings(
        NatsSettings nats, String stream, String source, int partitions, Duration deliveryTimeout) {
    public static final int DEFAULT_PARTITIONS = 4;

    public PublisherSettings {
        if (source.isEmpty() || stream.isEmpty()) {
            throw new IllegalArgumentException(
                    "A publisher needs a source and a stream: '" + source + "', '" + stream + "'");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("A publisher needs at least one partition, not " + partitions);
        }
        if (deliveryTimeout.isNegative() || deliveryTimeout.isZero()) {
            throw new IllegalArgumentException("A delivery timeout must be above 0, not " + deliveryTimeout);
        }
    }

    public static PublisherSettings of(NatsSettings nats, String source) {
        return new PublisherSettings(
                nats,
                StreamDefinition.DEFAULT_NAME,
                source,
                DEFAULT_PARTITIONS,
                StreamDefinition.DEFAULT_DUPLICATE_WINDOW);
    }

    public PublisherSettings withStream(String value) {
        return new PublisherSettings(nats, value, source, partitions, deliveryTimeout);
    }

    public PublisherSettings withPartitions(int value) {
        return new PublisherSettings(nats, stream, source, value, deliveryTimeout);
    }

    public PublisherSettings withDeliveryTimeout(Duration value) {
        return new PublisherSettings(nats, stream, source, partitions, value);
    }
}
