package io.millrace.bridge.publish;

import io.millrace.nats.LastMessages;
import io.millrace.nats.StreamDefinition;
import io.nats.client.api.MessageInfo;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Writes events into the stream on one session. */
public final class StreamWriter {
    private final Pipeline pipeline;
    private final StreamDefinition stream;
    private final EventSequencer sequencer;
    private final SizeLimits limits;
    private final long trustNanos;

    private StreamWriter(Pipeline pipeline, StreamDefinition stream, EventSequencer sequencer, SizeLimits limits) {
        this.pipeline = pipeline;
        this.stream = stream;
        this.sequencer = sequencer;
        this.limits = limits;
        trustNanos = stream.duplicateWindow().dividedBy(2).toNanos();
    }

    /** @param ends what the stream holds of the partitions to be written */
    public static StreamWriter open(Pipeline pipeline, StreamDefinition stream, StreamEnds ends)
            throws SessionBrokenException {
        return new StreamWriter(
                pipeline,
                stream,
                EventSequencer.open(pipeline.session(), stream.name(), ends.lastIds()),
                SizeLimits.read(pipeline.session(), stream));
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    /** What the stream holds of partitions that another task may have written to in the meantime. */
    public StreamEnds look(Collection<TopicPartition> partitions) throws SessionBrokenException {
        StreamEnds ends = StreamEndReader.read(pipeline.session(), stream.name(), partitions);
        sequencer.update(ends.lastIds());
        return ends;
    }

    /** These partitions may from now on be written by another task. */
    public void release(Collection<TopicPartition> partitions) {
        sequencer.release(partitions);
    }

    /**
     * Sends an event, for which the pipeline must have room.
     *
     * @return why it cannot be sent, empty when it was
     * @throws StreamRefusedException when another topic holds events of the same table
     */
    public Optional<String> write(Lane lane, EventRecord event) throws SessionBrokenException {
        Outgoing message = sequencer.next(lane, event);
        Optional<String> excess = limits.excess(message);
        if (excess.isEmpty()) {
            requireCurrent(message);
            pipeline.publish(message);
        }
        return excess;
    }

    /**
     * A task that was held up may have a successor that has published the message, so long ago that JetStream would not
     * know it again. What was seen to be missing from the stream is good for half the time that it does.
     */
    private void requireCurrent(Outgoing message) throws SessionBrokenException {
        Lane lane = message.lane();
        long now = System.nanoTime();
        if (now - lane.currentAtNanos() < trustNanos) {
            return;
        }
        List<MessageInfo> last = pipeline.session()
                .ask(
                        "what " + message.subject() + " ends with",
                        connection -> LastMessages.read(connection, stream.name(), List.of(message.subject())));
        for (MessageInfo each : last) {
            if (Origin.of(each.getHeaders())
                    .filter(origin -> isAtOrBehind(origin, message))
                    .isPresent()) {
                throw new SessionBrokenException(
                        "Another task has published " + lane.topicPartition() + " up to offset " + message.offset()
                                + " and beyond, while this one was held up",
                        null);
            }
        }
        lane.isCurrent(now);
    }

    private static boolean isAtOrBehind(Origin origin, Outgoing message) {
        Lane lane = message.lane();
        return origin.position().topicPartition().equals(lane.topicPartition())
                && (origin.generation() > lane.generation()
                        || (origin.generation() == lane.generation()
                                && origin.position().offset() >= message.offset()));
    }
}
