package io.millrace.bridge.publish;

import io.millrace.event.Subject;
import io.millrace.nats.Checkpoints;
import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.nats.PublishProgress;
import io.millrace.nats.StreamDefinition;
import io.nats.client.api.MessageInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Publishes events to the stream on one session, which it closes. Each of its methods throws a
 * {@link NatsUnavailableException} if the session has ended, and a {@link io.millrace.nats.NatsFaultException} if the
 * stream will not store events until a person changes something. Not thread-safe.
 */
public final class EventPublisher implements AutoCloseable {
    private final NatsSession session;
    private final String stream;
    private final long trustNanos;
    private final PublishWindow window;
    private final StreamPublisher publisher;
    private final EventSequencer sequencer;
    private final SizeLimits limits;
    private final AuditRequests audits;
    private String streamCreated = "";

    /**
     * What may be in flight.
     *
     * @param ackTimeout how long the stream may take to acknowledge a message before the session counts as broken
     */
    public record Limits(int maxCount, long maxBytes, Duration ackTimeout) {}

    /** Counts what happens. */
    public interface PublishListener {
        /** Called when the stream has stored a message. */
        void stored(EventMessage message, Duration latency);

        /** Called when the ids of a run have to be raised in a topic partition, or should have been. */
        default void raised() {}
    }

    public EventPublisher(NatsSession session, StreamDefinition stream, Limits limits, PublishListener listener) {
        this.session = session;
        this.stream = stream.name();
        trustNanos = stream.duplicateWindow().dividedBy(2).toNanos();
        window = new PublishWindow(limits.maxCount(), limits.maxBytes(), listener);
        publisher = new StreamPublisher(session, stream.name(), limits.ackTimeout(), window);
        sequencer = new EventSequencer(session, stream.name(), listener);
        this.limits = SizeLimits.read(session, stream.name());
        audits = new AuditRequests(session);
    }

    /** Reads what the stream holds of partitions to which another task may have published in the meantime. */
    public StreamOffsets read(Collection<TopicPartition> partitions) {
        StreamOffsets offsets = StreamOffsetReader.read(session, stream, partitions);
        streamCreated = offsets.created();
        continueInAnotherStream(offsets);
        sequencer.update(offsets.lastEvents());
        return offsets;
    }

    /**
     * Makes sure that the stream is still the one that was read.
     *
     * @throws NatsUnavailableException if somebody deleted it and made it again; the next session publishes what it lacks
     */
    public void requireSameStream() {
        String created = session.ask(
                "about stream " + stream,
                connection -> StreamOffsetReader.created(
                        connection.jetStreamManagement().getStreamInfo(stream)));
        if (!created.equals(streamCreated)) {
            throw new NatsUnavailableException(
                    "Stream " + stream + " was deleted and made again; publishing again what it has lost");
        }
    }

    /** These partitions may from now on be written by another task. */
    public void release(Collection<TopicPartition> partitions) {
        sequencer.release(partitions);
    }

    /** Waits until an event can be published; returns false after the timeout. */
    public boolean awaitRoom(Duration time) {
        return publisher.awaitRoom(time);
    }

    /** Processes the acknowledgements that have arrived. */
    public void takeReplies() {
        publisher.takeReplies();
    }

    /** Waits until everything published is acknowledged or the timeout expires. */
    public void awaitReplies(Duration time) {
        publisher.awaitReplies(time);
    }

    public int inFlight() {
        return window.count();
    }

    public long inFlightBytes() {
        return window.bytes();
    }

    /**
     * Sends an event, for which there must be room.
     *
     * @return why it cannot be sent; empty if it was sent
     * @throws io.millrace.nats.NatsFaultException also when another topic holds events of the same table
     */
    public Optional<String> publish(AssignedPartition partition, EventRecord event) {
        EventMessage message = sequencer.next(partition, event);
        Optional<String> excess = limits.excess(message);
        if (excess.isEmpty()) {
            requireCurrent(message);
            keepBeginning(message);
            publisher.publish(message);
        }
        return excess;
    }

    /** Takes notice of a statement, which may change rows of tables without events. */
    public void changed(SchemaChange change) {
        audits.changed(change, stream);
    }

    /** Saves the progress of a partition in NATS from time to time. */
    public void keep(AssignedPartition partition) {
        partition
                .checkpoint()
                .advance(PartitionCheckpoint.mark(
                        partition.progress().next(), partition.chain().confirmedSequence(), Instant.now()))
                .ifPresent(this::write);
    }

    /** Marks tables to be audited whose events came too late to be in the order of their source. */
    public void auditLateEvents() {
        sequencer.auditLateEvents();
    }

    /** Ends the session: nothing more is sent on it. */
    @Override
    public void close() {
        session.close();
    }

    /**
     * A task that was held up may have a successor that published the message so long ago that JetStream no longer
     * recognizes it. A check that the message is missing counts for half of the duplicate window.
     */
    private void requireCurrent(EventMessage message) {
        OriginChain chain = message.partition().chain();
        long now = System.nanoTime();
        if (now - chain.currentAtNanos() < trustNanos) {
            return;
        }
        requireSameStream();
        List<MessageInfo> last = session.ask(
                "for the last message of " + message.subject(),
                connection -> LastMessages.read(connection, stream, List.of(message.subject())));
        TopicPartition own = message.partition().topicPartition();
        for (MessageInfo each : last) {
            if (Origin.of(each.getHeaders(), Map.of(Origin.keyOf(own), own))
                    .filter(origin -> isAtOrAfter(origin, message))
                    .isPresent()) {
                throw new NatsUnavailableException("Another task published "
                        + message.partition().topicPartition() + " up to offset " + message.offset()
                        + " and beyond while this one was held up");
            }
        }
        chain.wasCurrent(now);
    }

    /**
     * Of a partition that was published into the new one before anybody noticed, nobody can tell what the stream has lost
     * before these messages: marks its tables to be audited.
     */
    private void continueInAnotherStream(StreamOffsets offsets) {
        Map<TopicPartition, PublishProgress> continued = offsets.ofAnotherStream();
        if (continued.isEmpty()) {
            return;
        }
        audits.replaced(
                stream,
                continued.values().stream()
                        .flatMap(each -> each.getSubjectList().stream())
                        .flatMap(each -> Subject.find(each).stream())
                        .toList());
        continued.values().forEach(this::write);
        offsets.progress().putAll(continued);
    }

    private void keepBeginning(EventMessage message) {
        AssignedPartition partition = message.partition();
        long generation = partition.ids().generation();
        if (partition.checkpoint().isNew(message.subject(), generation)) {
            write(partition
                    .checkpoint()
                    .begin(
                            message.subject(),
                            generation,
                            streamCreated,
                            PartitionCheckpoint.mark(
                                    message.offset(), partition.chain().confirmedSequence(), Instant.now())));
        }
    }

    private void write(PublishProgress progress) {
        session.ask("to save the progress of " + progress.getTopic() + '-' + progress.getPartition(), connection -> {
            Checkpoints.open(connection, stream).write(progress);
            return true;
        });
    }

    private static boolean isAtOrAfter(Origin origin, EventMessage message) {
        long generation = message.partition().ids().generation();
        return origin.generation() > generation
                || (origin.generation() == generation && origin.position().offset() >= message.offset());
    }
}
