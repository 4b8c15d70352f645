package io.millrace.manticore.stream;

import io.millrace.nats.ConsumerName;
import io.millrace.nats.NatsSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What to read.
 *
 * @param subjects patterns of subjects without the partition, {@code cdc.mysql.shop.*}
 * @param consumerPrefix begins the names of the durable consumers: the connector's name
 * @param initial where a consumer that does not exist yet starts
 * @param later partitions that appeared after the first start; their consumers start at the beginning, whatever is set
 * @param ackWait longer than any batch takes, with its retries
 * @param maxAckPending more than are read in the time that an acknowledgement is held back
 * @param memoryBytes what all partitions together may hold of events, where each event counts twice
 * @param checkInterval how often to see whether events come and none expire unread
 */
public record StreamSettings(
        NatsSettings nats,
        String stream,
        List<String> subjects,
        String consumerPrefix,
        DeliverFrom initial,
        Set<Integer> later,
        Duration ackWait,
        long maxAckPending,
        int pullMessages,
        long pullBytes,
        long memoryBytes,
        Duration checkInterval) {

    /** The name of a partition's durable consumer. */
    public String consumerName(int partition) {
        return ConsumerName.name(consumerPrefix, partition);
    }

    ConsumerPlan plan(int partition) {
        List<String> filters =
                subjects.stream().map(pattern -> pattern + "." + partition).toList();
        return new ConsumerPlan(
                consumerName(partition),
                filters,
                ackWait,
                maxAckPending,
                later.contains(partition) ? new DeliverFrom.Beginning() : initial);
    }
}
