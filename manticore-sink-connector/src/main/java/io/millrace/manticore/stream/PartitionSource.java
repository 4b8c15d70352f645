package io.millrace.manticore.stream;

import io.millrace.nats.NatsUnavailableException;
import java.util.Collection;
import java.util.SortedSet;

/** Says which partitions there are. */
public interface PartitionSource extends AutoCloseable {
    /**
     * The partitions that have events now.
     *
     * @throws NatsUnavailableException when NATS does not answer
     */
    SortedSet<Integer> discover();

    /**
     * Whether one of these partitions has a consumer: then a connector with this prefix has read the stream before.
     *
     * @throws NatsUnavailableException when NATS does not answer
     */
    boolean anyRead(String consumerPrefix, Collection<Integer> partitions);

    @Override
    void close();
}
