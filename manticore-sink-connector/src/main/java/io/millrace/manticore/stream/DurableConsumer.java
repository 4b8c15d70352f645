package io.millrace.manticore.stream;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable consumer of a partition on the server: it remembers up to where events were acknowledged.
 *
 * <p>With AckPolicy.All an acknowledgement covers everything before it, also what was delivered to a reader that is no
 * more and was never applied. So a reader never goes on after deliveries that it did not get itself: it has the consumer
 * made anew right after the last acknowledged event. That takes a delete and a create; a second consumer, a marker,
 * remembers the position meanwhile, so that it survives a crash between the two.
 */
final class DurableConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(DurableConsumer.class);
    private static final String MARKER_SUFFIX = "-position";
    private static final int NOT_FOUND = 404;

    private final JetStreamManagement management;
    private final ConsumerPlan plan;

    DurableConsumer(JetStreamManagement management, ConsumerPlan plan) {
        this.management = management;
        this.plan = plan;
    }

    /**
     * A consumer without unacknowledged deliveries.
     *
     * @param floor the stream sequence up to which everything is acknowledged
     * @param nextDelivery the consumer sequence of the next delivery
     */
    record Position(long floor, long nextDelivery) {}

    /** Makes the consumer if need be and gets it ready for a new reader, right after the last acknowledged event. */
    Position open() throws IOException, JetStreamApiException {
        Optional<ConsumerInfo> interrupted = find(plan.name() + MARKER_SUFFIX);
        if (interrupted.isPresent()) {
            return restart(interrupted.get().getConsumerConfiguration().getStartSequence());
        }
        Optional<ConsumerInfo> existing = find(plan.name());
        if (existing.isEmpty()) {
            return position(create(plan.name(), plan.initial()));
        }
        ConsumerInfo info = existing.get();
        long next = info.getAckFloor().getStreamSequence() + 1;
        if (!sameSubjects(info.getConsumerConfiguration())) {
            return changeSubjects(next);
        }
        return info.getNumAckPending() == 0 && sameLimits(info.getConsumerConfiguration())
                ? position(info)
                : restart(next);
    }

    /** Makes the consumer anew, to go on with an event or the first after it. */
    Position restart(long first) throws IOException, JetStreamApiException {
        create(plan.name() + MARKER_SUFFIX, new DeliverFrom.Sequence(first));
        delete(plan.name());
        ConsumerInfo info = create(plan.name(), new DeliverFrom.Sequence(first));
        delete(plan.name() + MARKER_SUFFIX);
        return position(info);
    }

    /** Makes the consumer anew, to start from somewhere else. */
    void rewind(DeliverFrom from) throws IOException, JetStreamApiException {
        delete(plan.name());
        create(plan.name(), from);
        delete(plan.name() + MARKER_SUFFIX);
    }

    /** Events of subjects that were not read before may lie before the acknowledged position. */
    private Position changeSubjects(long next) throws IOException, JetStreamApiException {
        if (plan.initial() instanceof DeliverFrom.Now) {
            return restart(next);
        }
        LOG.info(
                "Consumer {} reads other subjects now, {}; it starts again, and skips what is in the index",
                plan.name(),
                plan.filters());
        delete(plan.name());
        return position(create(plan.name(), plan.initial()));
    }

    private Optional<ConsumerInfo> find(String name) throws IOException, JetStreamApiException {
        try {
            return Optional.of(management.getConsumerInfo(plan.stream(), name));
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() == NOT_FOUND && e.getApiErrorCode() != 10059) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private ConsumerInfo create(String name, DeliverFrom from) throws IOException, JetStreamApiException {
        return management.createConsumer(plan.stream(), plan.configuration(name, from));
    }

    private void delete(String name) throws IOException, JetStreamApiException {
        try {
            management.deleteConsumer(plan.stream(), name);
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() != NOT_FOUND) {
                throw e;
            }
        }
    }

    private boolean sameSubjects(ConsumerConfiguration actual) {
        return actual.getFilterSubjects() != null
                && new HashSet<>(actual.getFilterSubjects()).equals(new HashSet<>(plan.filters()));
    }

    private boolean sameLimits(ConsumerConfiguration actual) {
        return plan.ackWait().equals(actual.getAckWait()) && plan.maxAckPending() == actual.getMaxAckPending();
    }

    private static Position position(ConsumerInfo info) {
        return new Position(
                info.getAckFloor().getStreamSequence(), info.getDelivered().getConsumerSequence() + 1);
    }
}
