package io.millrace.manticore.stream;

import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;

/**
 * What the durable consumer of one partition should be.
 *
 * @param filters the subjects of the partition
 * @param ackWait after which unacknowledged events are delivered again; only a last resort, see {@link DurableConsumer}
 * @param maxAckPending how many events may be unacknowledged at a time
 */
record ConsumerPlan(String name, List<String> filters, Duration ackWait, long maxAckPending, DeliverFrom initial) {

    ConsumerConfiguration configuration(String consumer, DeliverFrom from) {
        ConsumerConfiguration.Builder builder = ConsumerConfiguration.builder()
                .durable(consumer)
                .description("Millrace's Manticore sink")
                .filterSubjects(filters)
                // Events of a partition are applied in order, so one acknowledgement serves a whole batch.
                .ackPolicy(AckPolicy.All)
                .ackWait(ackWait)
                .maxAckPending(maxAckPending);
        if (from instanceof DeliverFrom.Beginning) {
            builder.deliverPolicy(DeliverPolicy.All);
        } else if (from instanceof DeliverFrom.Now) {
            builder.deliverPolicy(DeliverPolicy.New);
        } else if (from instanceof DeliverFrom.Sequence sequence) {
            builder.deliverPolicy(DeliverPolicy.ByStartSequence).startSequence(Math.max(1, sequence.first()));
        } else if (from instanceof DeliverFrom.Time time) {
            builder.deliverPolicy(DeliverPolicy.ByStartTime)
                    .startTime(time.first().atZone(ZoneOffset.UTC));
        }
        return builder.build();
    }

    boolean readsTheSame(ConsumerConfiguration actual) {
        return actual.getFilterSubjects() != null
                && new HashSet<>(actual.getFilterSubjects()).equals(new HashSet<>(filters));
    }

    boolean hasTheSameLimits(ConsumerConfiguration actual) {
        return ackWait.equals(actual.getAckWait()) && maxAckPending == actual.getMaxAckPending();
    }
}
