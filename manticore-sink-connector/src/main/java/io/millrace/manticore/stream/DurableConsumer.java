package io.millrace.manticore.stream;

import io.millrace.nats.NatsFaultException;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamState;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable consumer of a partition on the server: it remembers up to where events were acknowledged.
 *
 * <p>With AckPolicy.All an acknowledgement covers everything before it, also what was delivered to a reader that is
 * gone and was never applied. So a reader never continues after deliveries that it did not get itself: it replaces the
 * consumer by one that starts right after the last acknowledged event. That takes a delete and a create; a second
 * consumer, a marker, holds the position in between, so that it survives a crash.
 */
final class DurableConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(DurableConsumer.class);
    private static final String MARKER_SUFFIX = "-position";

    private final ConsumerAdmin admin;
    private final ConsumerPlan plan;
    private final ReadWatermark watermark;

    DurableConsumer(ConsumerAdmin admin, ConsumerPlan plan) {
        this.admin = admin;
        this.plan = plan;
        this.watermark = new ReadWatermark(admin, plan.name());
    }

    /**
     * A consumer without unacknowledged deliveries.
     *
     * @param floor the stream sequence up to which everything is acknowledged
     * @param nextDelivery the consumer sequence of the next delivery
     * @param pending how many events it has yet to deliver
     * @param retention how long the stream keeps events; empty for ever
     * @param created when the consumer was, by which it can be told from another of that name
     * @param streamCreated when its stream was; sequences of another one mean nothing here
     */
    record Position(
            long floor,
            long nextDelivery,
            long pending,
            Optional<Duration> retention,
            ZonedDateTime created,
            ZonedDateTime streamCreated) {}

    /**
     * How the reader is doing.
     *
     * @param pending how many events the server has yet to deliver
     * @param heldBack whether it waits for acknowledgements before it delivers more, as it should
     * @param readTo up to where the partition was certainly read
     */
    record Progress(long pending, boolean heldBack, long readTo) {}

    /**
     * Up to where a reader acknowledged events of its partition, and up to where it saw that there were no others.
     *
     * @param streamCreated when the stream was that these sequences are of
     */
    record KnownPosition(long acknowledged, long readTo, ZonedDateTime streamCreated) {}

    /**
     * Creates the consumer if necessary and prepares it for a new reader, right after the last acknowledged event.
     *
     * @param known what the caller knows from before; then a consumer that is missing or was moved forward is put back
     *     there, and a stream that was made again is read from its beginning
     * @throws NatsFaultException when events may have expired unread
     */
    Position open(Optional<KnownPosition> known) {
        StreamInfo stream = admin.stream();
        StreamState state = stream.getStreamState();
        if (known.isPresent() && !known.get().streamCreated().isEqual(stream.getCreateTime())) {
            return begin(stream);
        }
        Optional<ConsumerInfo> interrupted = admin.find(plan.name() + MARKER_SUFFIX);
        if (interrupted.isPresent()) {
            return continueRestart(stream, interrupted.get());
        }
        Optional<ConsumerInfo> existing = admin.find(plan.name());
        if (existing.isEmpty() && known.isEmpty()) {
            return created(stream, admin.create(plan.configuration(plan.name(), plan.initial())), 0, 0);
        }
        if (existing.isEmpty()) {
            // A stream that lost its end has used sequences again, for other events.
            long acknowledged = Math.min(known.get().acknowledged(), state.getLastSequence());
            return restart(stream, acknowledged + 1, Math.min(known.get().readTo(), state.getLastSequence()), 0);
        }
        ConsumerInfo info = existing.get();
        long floor = info.getAckFloor().getStreamSequence();
        requireHeld(info, state);
        if (!plan.readsTheSame(info.getConsumerConfiguration())) {
            return changeSubjects(stream, floor + 1);
        }
        boolean clean = info.getNumAckPending() == 0 && plan.hasTheSameLimits(info.getConsumerConfiguration());
        if (known.isEmpty() && clean) {
            return position(stream, info);
        }
        long movedTo = Math.min(ReadWatermark.movedTo(info), floor);
        long acknowledged = known.map(place -> Math.max(movedTo, Math.min(place.acknowledged(), floor)))
                .orElse(floor);
        return restart(stream, acknowledged + 1, ReadWatermark.of(info).orElse(acknowledged), movedTo);
    }

    /** The consumer or marker of a stream that was made again may stand where the caller was in the one before. */
    private Position begin(StreamInfo stream) {
        LOG.info(
                "Stream {} was deleted and made again; {} reads it from its beginning",
                stream.getConfiguration().getName(),
                plan.name());
        admin.delete(plan.name() + MARKER_SUFFIX);
        return restart(stream, 1, 0, 0);
    }

    /** Gets the consumer ready for a new reader that starts with this event, or the first after it. */
    Position openAt(long sequence) {
        return restart(admin.stream(), sequence, sequence - 1, 0);
    }

    /** Whether the consumer is still the one that was created then. */
    boolean isThatOf(ZonedDateTime created) {
        return admin.find(plan.name())
                .filter(info -> info.getCreationTime().isEqual(created))
                .isPresent();
    }

    /** How many events the consumer has yet to deliver, or to deliver again. */
    long unacknowledged() {
        return admin.find(plan.name())
                .map(info -> info.getNumPending() + info.getNumAckPending())
                .orElse(0L);
    }

    /** Replaces the consumer by one that starts somewhere else; a task that still ends does not take it back. */
    void reset(DeliverFrom from) {
        StreamInfo stream = admin.stream();
        admin.delete(plan.name() + MARKER_SUFFIX);
        admin.delete(plan.name());
        ConsumerInfo info = admin.create(plan.configuration(plan.name(), from));
        created(stream, info, 0, info.getAckFloor().getStreamSequence());
    }

    /**
     * Looks whether the reader keeps up, and writes down how far it has come. Empty when there is no consumer any more.
     *
     * @param takenTo the last event that the reader has got
     * @param streamCreated when the reader's stream was; its consumer was deleted with it if this is another one
     * @throws NatsFaultException when events may have expired unread
     */
    Optional<Progress> check(long takenTo, ZonedDateTime streamCreated) {
        // In this order: what is not pending after the stream was looked at had been delivered up to its end.
        StreamInfo now = admin.stream();
        StreamState stream = now.getStreamState();
        Optional<ConsumerInfo> found = admin.find(plan.name());
        if (found.isEmpty() || !now.getCreateTime().isEqual(streamCreated)) {
            return Optional.empty();
        }
        ConsumerInfo info = found.get();
        long floor = info.getAckFloor().getStreamSequence();
        long noted = ReadWatermark.of(info).orElse(floor);
        boolean atEnd = info.getNumPending() == 0;
        if (!atEnd) {
            watermark.requireHeld(stream, Math.max(takenTo, noted));
        }
        long readTo = atEnd && info.getNumAckPending() == 0 ? Math.max(floor, stream.getLastSequence()) : floor;
        if (ReadWatermark.of(info).orElse(-1L) < readTo) {
            watermark.note(info, readTo);
        }
        return Optional.of(new Progress(
                info.getNumPending(), info.getNumAckPending() >= plan.maxAckPending(), Math.max(readTo, noted)));
    }

    /**
     * Continues with an event or the first after it.
     *
     * @param readTo up to here nothing was missed
     * @param movedTo where somebody moved the former consumer to
     */
    private Position restart(StreamInfo stream, long first, long readTo, long movedTo) {
        watermark.requireHeld(stream.getStreamState(), Math.max(first - 1, readTo));
        ConsumerInfo marker =
                admin.create(plan.configuration(plan.name() + MARKER_SUFFIX, new DeliverFrom.Sequence(first)));
        watermark.note(marker, readTo, movedTo);
        return replace(stream, first, readTo, movedTo);
    }

    /** The marker stays as it is: the server refuses to create it again, since it has metadata. */
    private Position continueRestart(StreamInfo stream, ConsumerInfo marker) {
        long first = marker.getConsumerConfiguration().getStartSequence();
        long readTo = ReadWatermark.of(marker).orElse(first - 1);
        watermark.requireHeld(stream.getStreamState(), Math.max(first - 1, readTo));
        return replace(stream, first, readTo, ReadWatermark.movedTo(marker));
    }

    private Position replace(StreamInfo stream, long first, long readTo, long movedTo) {
        admin.delete(plan.name());
        ConsumerInfo consumer = admin.create(plan.configuration(plan.name(), new DeliverFrom.Sequence(first)));
        Position position = created(stream, consumer, readTo, movedTo);
        admin.delete(plan.name() + MARKER_SUFFIX);
        return position;
    }

    /** Events of subjects that were not read before may lie before the acknowledged position. */
    private Position changeSubjects(StreamInfo stream, long next) {
        if (plan.initial() instanceof DeliverFrom.Now) {
            return restart(stream, next, next - 1, 0);
        }
        LOG.info(
                "Consumer {} now reads other subjects, {}; it starts again, and events already in the index are dropped",
                plan.name(),
                plan.filters());
        admin.delete(plan.name());
        return created(stream, admin.create(plan.configuration(plan.name(), plan.initial())), 0, 0);
    }

    private void requireHeld(ConsumerInfo info, StreamState stream) {
        Optional<Long> readTo = ReadWatermark.of(info);
        // From the stream's beginning on, events were really acknowledged up to the position.
        if (readTo.isPresent() && info.getAckFloor().getStreamSequence() < stream.getFirstSequence()) {
            watermark.requireHeld(stream, readTo.get());
        }
    }

    private Position created(StreamInfo stream, ConsumerInfo info, long readTo, long movedTo) {
        // The stream was looked at before: what is not pending of it is not ours.
        long seen = info.getNumPending() == 0
                ? stream.getStreamState().getLastSequence()
                : info.getAckFloor().getStreamSequence();
        watermark.note(info, Math.max(readTo, seen), movedTo);
        return position(stream, info);
    }

    private static Position position(StreamInfo stream, ConsumerInfo info) {
        return new Position(
                info.getAckFloor().getStreamSequence(),
                info.getDelivered().getConsumerSequence() + 1,
                info.getNumPending(),
                Optional.ofNullable(stream.getConfiguration().getMaxAge()).filter(age -> !age.isZero()),
                info.getCreationTime(),
                stream.getCreateTime());
    }
}
