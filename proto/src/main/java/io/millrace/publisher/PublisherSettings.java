package io.millrace.publisher;

import io.millrace.nats.NatsSettings;
import io.millrace.nats.StreamDefinition;
import java.time.Duration;

/**
 * What a {@link ChangeEventPublisher} needs to know.
 *
 * @param source the application's name, the second token of its subjects; no other publisher may use it
 * @param partitions over how many partitions the rows of each table are spread. All instances of an application must
 *     have the same number, and for good: with another one, rows move to other partitions
 * @param deliveryTimeout after which an event that the stream has not acknowledged fails. Up to the stream's duplicate
 *     window nothing is in the stream twice
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
