package io.millrace.bridge.publish;

import io.millrace.nats.NatsFaultException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** A topic partition that the task has been assigned, with everything that the task knows about it. */
public final class AssignedPartition {
    private final TopicPartition topicPartition;
    private final PartitionProgress progress = new PartitionProgress();
    private final OriginChain chain = new OriginChain();
    private final MessageIds ids;
    private final PartitionCheckpoint checkpoint;
    private final DeletionCheck deletions = new DeletionCheck();
    /** Timestamp of the last new record; older records that Connect delivers again have no later one. */
    private long lastTimestamp = Long.MAX_VALUE;

    private OptionalLong requested = OptionalLong.empty();
    private ReplayGuard replays = new ReplayGuard(Optional.empty());

    public AssignedPartition(TopicPartition topicPartition) {
        this.topicPartition = topicPartition;
        ids = new MessageIds(topicPartition);
        checkpoint = new PartitionCheckpoint(topicPartition);
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

    public DeletionCheck deletions() {
        return deletions;
    }

    OriginChain chain() {
        return chain;
    }

    PartitionCheckpoint checkpoint() {
        return checkpoint;
    }

    MessageIds ids() {
        return ids;
    }

    /** Continues after the last message in the stream; if there is none, where the task was. */
    public void resume(StreamOffsets offsets) {
        Optional<StreamOffset> last = offsets.of(topicPartition);
        ids.resume(offsets.generationOf(topicPartition), offsets.withdrawnOf(topicPartition), offsets.lastSequence());
        chain.resume(last, offsets.lastSequence(), offsets.readAtNanos());
        checkpoint.resume(offsets.progressOf(topicPartition));
        deletions.reset();
        last.map(each -> each.position().offset())
                .or(() -> offsets.lostFrom(topicPartition))
                .ifPresentOrElse(progress::startAt, progress::rewind);
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

    /** Whether the offsets started over although the task did not seek. */
    public boolean startsOver(RecordPosition position) {
        return replays.isDecided() && position.offset() <= progress.last() && position.timestamp() > lastTimestamp;
    }

    /** A new record is being handled. */
    public void reached(RecordPosition position) {
        lastTimestamp = position.timestamp();
    }

    /** The topic was re-created: its offsets start over, and refer to other records than those in the stream. */
    public void startOver() {
        ids.startOver();
        chain.startOver();
        progress.startOver();
        deletions.reset();
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
