package io.millrace.manticore.stream;

import io.nats.client.JetStreamApiException;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
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

    private final ConsumerAdmin admin;
    private final ConsumerPlan plan;
    private final ReadPosition readPosition;

    DurableConsumer(ConsumerAdmin admin, ConsumerPlan plan) {
        this.admin = admin;
        this.plan = plan;
        this.readPosition = new ReadPosition(admin, plan.name());
    }

    /**
     * A consumer without unacknowledged deliveries.
     *
     * @param floor the stream sequence up to which everything is acknowledged
     * @param nextDelivery the consumer sequence of the next delivery
     */
    record Position(long floor, long nextDelivery) {}

    /**
     * Makes the consumer if need be and gets it ready for a new reader, right after the last acknowledged event.
     *
     * @param known up to where events were acknowledged as far as the caller knows; then a consumer that is missing or
     *     was moved forward is put back there
     * @throws StreamFaultException when events may have expired unread
     */
    Position open(OptionalLong known) throws IOException, JetStreamApiException {
        Optional<ConsumerInfo> interrupted = admin.find(plan.name() + MARKER_SUFFIX);
        if (interrupted.isPresent()) {
            return restart(interrupted.get().getConsumerConfiguration().getStartSequence());
        }
        StreamState stream = admin.stream();
        Optional<ConsumerInfo> existing = admin.find(plan.name());
        if (existing.isEmpty()) {
            // A stream that lost its end has used sequences again, for other events.
            return known.isPresent()
                    ? restart(Math.min(known.getAsLong(), stream.getLastSequence()) + 1)
                    : created(admin.create(plan.configuration(plan.name(), plan.initial())));
        }
        ConsumerInfo info = existing.get();
        long floor = info.getAckFloor().getStreamSequence();
        requireHeld(info, stream);
        if (!plan.readsTheSame(info.getConsumerConfiguration())) {
            return changeSubjects(floor + 1);
        }
        if (known.isPresent()) {
            return restart(Math.min(known.getAsLong(), floor) + 1);
        }
        return info.getNumAckPending() == 0 && plan.hasTheSameLimits(info.getConsumerConfiguration())
                ? position(info)
                : restart(floor + 1);
    }

    /** Makes the consumer anew, to start from somewhere else. */
    void rewind(DeliverFrom from) throws IOException, JetStreamApiException {
        admin.delete(plan.name() + MARKER_SUFFIX);
        admin.delete(plan.name());
        created(admin.create(plan.configuration(plan.name(), from)));
    }

    /**
     * Looks whether the reader keeps up, and writes down how far it has come.
     *
     * @param takenTo the last event that the reader has got
     * @return how many events the server should be delivering
     * @throws StreamFaultException when events may have expired unread
     */
    long check(long takenTo) throws IOException, JetStreamApiException {
        // In this order: what is not pending after the stream was looked at had been delivered up to its end.
        StreamState stream = admin.stream();
        Optional<ConsumerInfo> found = admin.find(plan.name());
        if (found.isEmpty()) {
            return Long.MAX_VALUE;
        }
        ConsumerInfo info = found.get();
        long floor = info.getAckFloor().getStreamSequence();
        boolean atEnd = info.getNumPending() == 0;
        if (!atEnd) {
            readPosition.requireHeld(
                    stream, Math.max(takenTo, ReadPosition.of(info).orElse(floor)));
        }
        long readTo = atEnd && info.getNumAckPending() == 0 ? Math.max(floor, stream.getLastSequence()) : floor;
        if (ReadPosition.of(info).orElse(-1L) < readTo) {
            readPosition.note(info, readTo);
        }
        // With too much unacknowledged the server holds the rest back, as it should.
        return info.getNumAckPending() >= plan.maxAckPending() ? 0 : info.getNumPending();
    }

    /** Goes on with an event or the first after it. */
    private Position restart(long first) throws IOException, JetStreamApiException {
        DeliverFrom from = new DeliverFrom.Sequence(first);
        admin.create(plan.configuration(plan.name() + MARKER_SUFFIX, from));
        admin.delete(plan.name());
        Position position = created(admin.create(plan.configuration(plan.name(), from)));
        admin.delete(plan.name() + MARKER_SUFFIX);
        return position;
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
        admin.delete(plan.name());
        return created(admin.create(plan.configuration(plan.name(), plan.initial())));
    }

    private void requireHeld(ConsumerInfo info, StreamState stream) {
        Optional<Long> readTo = ReadPosition.of(info);
        // A position at or behind the stream's beginning is one that events were really acknowledged up to.
        if (readTo.isPresent() && info.getAckFloor().getStreamSequence() < stream.getFirstSequence()) {
            readPosition.requireHeld(stream, readTo.get());
        }
    }

    private Position created(ConsumerInfo info) throws IOException, JetStreamApiException {
        readPosition.note(info, info.getAckFloor().getStreamSequence());
        return position(info);
    }

    private static Position position(ConsumerInfo info) {
        return new Position(
                info.getAckFloor().getStreamSequence(), info.getDelivered().getConsumerSequence() + 1);
    }
}
