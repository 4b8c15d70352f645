package io.millrace.bridge.publish;

import io.millrace.nats.PublishMark;
import io.millrace.nats.PublishProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The subjects to which a topic partition was published, and its progress at some points in time: the first, the
 * latest, and some between them, denser towards the latest.
 */
final class PartitionCheckpoint {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int KEPT = 16;

    private final TopicPartition topicPartition;
    private PublishProgress kept = PublishProgress.getDefaultInstance();

    PartitionCheckpoint(TopicPartition topicPartition) {
        this.topicPartition = topicPartition;
    }

    /** Continues with what is in NATS; empty if that is no longer valid. */
    void resume(Optional<PublishProgress> stored) {
        kept = stored.orElse(PublishProgress.getDefaultInstance());
    }

    /** Whether nothing is stored yet about a subject that is about to be written. */
    boolean isNew(String subject, long generation) {
        return kept.getGeneration() != generation || !kept.getSubjectList().contains(subject);
    }

    /**
     * What to store before the first message is sent to a subject.
     *
     * @param first where its record is, and the stream's last sequence before it
     */
    PublishProgress begin(String subject, long generation, String streamCreated, PublishMark first) {
        PublishProgress.Builder next =
                kept.getGeneration() == generation ? kept.toBuilder() : PublishProgress.newBuilder();
        if (next.getMarkCount() == 0) {
            next.addMark(first);
        }
        kept = next.setTopic(topicPartition.topic())
                .setPartition(topicPartition.partition())
                .setGeneration(generation)
                .setStreamCreated(streamCreated)
                .addSubject(subject)
                .build();
        return kept;
    }

    /** What to store now; empty if it would add little. */
    Optional<PublishProgress> advance(PublishMark mark) {
        if (kept.getMarkCount() == 0) {
            return Optional.empty();
        }
        PublishMark last = kept.getMark(kept.getMarkCount() - 1);
        boolean due = !timeOf(mark).isBefore(timeOf(last).plus(INTERVAL));
        if (!due || mark.getOffset() <= last.getOffset()) {
            return Optional.empty();
        }
        PublishProgress.Builder next = kept.toBuilder().addMark(mark);
        if (next.getMarkCount() > KEPT) {
            next.removeMark(leastMissed(next, timeOf(mark)));
        }
        kept = next.build();
        return Optional.of(kept);
    }

    static PublishMark mark(long offset, long sequence, Instant time) {
        return PublishMark.newBuilder()
                .setOffset(offset)
                .setSequence(sequence)
                .setTime(time.toString())
                .build();
    }

    static Instant timeOf(PublishMark mark) {
        return Instant.parse(mark.getTime());
    }

    /** The one whose neighbours are closest to each other, relative to their age. */
    private static int leastMissed(PublishProgress.Builder progress, Instant now) {
        int least = 1;
        double smallest = Double.MAX_VALUE;
        for (int i = 1; i < progress.getMarkCount() - 1; i++) {
            Instant before = timeOf(progress.getMark(i - 1));
            Instant after = timeOf(progress.getMark(i + 1));
            double gap = (double) Duration.between(before, after).toMillis()
                    / (1 + Duration.between(before, now).toMillis());
            if (gap < smallest) {
                smallest = gap;
                least = i;
            }
        }
        return least;
    }
}
