package io.millrace.bridge.publish;

import io.millrace.nats.NatsFaultException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** A topic partition that the task has been assigned, with everything that the task knows of it. */
public final class AssignedPartition {
    private final TopicPartition topicPartition;
    private final PartitionProgress progress = new PartitionProgress();
    private final OriginChain chain = new OriginChain();
    private final MessageIds ids;
    private OptionalLong requested = OptionalLong.empty();
    private ReplayGuard replays = new ReplayGuard(Optional.empty());

    public AssignedPartition(TopicPartition topicPartition) {
        this.topicPartition = topicPartition;
        ids = new MessageIds(topicPartition);
    }

    public TopicPartition topicPartition() {
        return topicPartition;
    }

    public PartitionProgress progress() {
        return progress;
    }

    public ReplayGuard replays() {
        return replays;
    }

    OriginChain chain() {
        return chain;
    }

    MessageIds ids() {
        return ids;
    }

    /** Continues after what the stream holds; where it holds nothing, where the task was. */
    public void resume(StreamOffsets offsets) {
        Optional<StreamOffset> last = offsets.of(topicPartition);
        ids.resume(offsets.generationOf(topicPartition), offsets.withdrawnOf(topicPartition), offsets.lastSequence());
        chain.resume(last, offsets.lastSequence(), offsets.readAtNanos());
        last.ifPresentOrElse(each -> progress.startAt(each.position().offset()), progress::rewind);
        requested = last.isPresent()
                ? OptionalLong.empty()
                : offsets.resetOf(topicPartition).offset();
        replays = new ReplayGuard(last.map(StreamOffset::position));
    }

    /** A record has arrived. */
    public void arrived(long offset) {
        if (requested.isPresent() && offset < requested.getAsLong()) {
            throw new NatsFaultException("The offset of " + topicPartition + " was set to " + requested.getAsLong()
                    + ", which Kafka does not have: it continued at " + offset
                    + ". Stop the connector and set an offset between there and the end of the topic partition");
        }
        requested = OptionalLong.empty();
        progress.arrived(offset);
    }

    /** The topic was re-created: its offsets start over, and mean other records than those in the stream. */
    public void startOver() {
        ids.startOver();
        chain.startOver();
        progress.startOver();
    }

    /** A record is on its way to the stream. */
    void sent(long offset) {
        progress.sent(offset);
        chain.sent(offset);
    }

    /** The oldest record in flight is in the stream, at this sequence. */
    void acknowledged(long offset, long sequence) {
        progress.acknowledged(offset);
        chain.acknowledged(offset, sequence);
    }
}
