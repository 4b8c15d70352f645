package io.millrace.bridge.publish;

import io.millrace.nats.PublishMark;
import io.millrace.nats.PublishProgress;
import io.nats.client.api.StreamInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides why the stream no longer has a message of a topic partition. Messages younger than the maximum age are lost
 * if the stream was re-created or ends earlier than it did before; otherwise an operator purged them.
 */
final class LostEvents {
    private static final Logger LOG = LoggerFactory.getLogger(LostEvents.class);

    private final String stream;
    private final String created;
    private final long firstSequence;
    private final long lastSequence;
    private final Instant oldest;

    /**
     * @param created when the stream was
     * @param firstSequence of the stream
     * @param lastSequence of the stream, before its messages were read
     * @param oldest what is older than that has expired
     */
    LostEvents(String stream, String created, long firstSequence, long lastSequence, Instant oldest) {
        this.stream = stream;
        this.created = created;
        this.firstSequence = firstSequence;
        this.lastSequence = lastSequence;
        this.oldest = oldest;
    }

    static LostEvents of(StreamInfo info, Instant now) {
        Duration maxAge = info.getConfiguration().getMaxAge();
        return new LostEvents(
                info.getConfiguration().getName(),
                StreamOffsetReader.created(info),
                info.getStreamState().getFirstSequence(),
                info.getStreamState().getLastSequence(),
                maxAge.isZero() ? Instant.EPOCH : now.minus(maxAge));
    }

    /**
     * The offset from which to publish again; empty when nothing is lost.
     *
     * @param overwritten whether a younger message is where the stream ended at the last mark
     */
    OptionalLong from(PublishProgress progress, boolean overwritten) {
        int marks = progress.getMarkCount();
        if (marks == 0) {
            return OptionalLong.empty();
        }
        PublishMark last = progress.getMark(marks - 1);
        boolean another = !progress.getStreamCreated().equals(created);
        if (PartitionCheckpoint.timeOf(last).isBefore(oldest)) {
            return OptionalLong.empty();
        }
        boolean earlier = last.getSequence() > lastSequence;
        // The first mark is from before the first event: a stream that still begins there was not purged.
        boolean missing = overwritten || marks == 1 && firstSequence <= last.getSequence() + 1;
        if (!another && !earlier && !missing) {
            LOG.warn(
                    "Stream {} no longer has the events of {}-{} although they are not old, so they were purged;"
                            + " continuing with the next one. To publish them again, set the offset",
                    stream,
                    progress.getTopic(),
                    progress.getPartition());
            return OptionalLong.empty();
        }
        long offset = progress.getMark(0).getOffset();
        for (PublishMark mark : progress.getMarkList()) {
            if (another || overwritten
                    ? PartitionCheckpoint.timeOf(mark).isBefore(oldest)
                    : mark.getSequence() <= lastSequence) {
                offset = mark.getOffset();
            }
        }
        LOG.warn(
                "Stream {} {} all events of {}-{}; publishing them again from offset {}",
                stream,
                another
                        ? "was re-created and has lost"
                        : earlier ? "ends earlier than before and has lost" : "did not keep, or never stored,",
                progress.getTopic(),
                progress.getPartition(),
                offset);
        return OptionalLong.of(offset);
    }
}
