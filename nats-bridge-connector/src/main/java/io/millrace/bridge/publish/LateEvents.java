package io.millrace.bridge.publish;

import io.millrace.event.Subject;
import io.millrace.nats.LatePartition;
import io.millrace.nats.RunRaises;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds topic partitions that still received events of an earlier run of their source after another bridge task had
 * decided where a later run begins, with ids that are not below that beginning. A TRUNCATE on either side may then be
 * misplaced, see {@link TruncateDoubts}.
 */
final class LateEvents {
    private static final Logger LOG = LoggerFactory.getLogger(LateEvents.class);

    private final KnownRuns runs;
    private final TruncateDoubts doubts;
    private final EventPublisher.PublishListener listener;
    private final Map<Late, Long> lastReported = new HashMap<>();

    /** A subject that received events too late for a run. */
    private record Late(Subject subject, long run) {}

    LateEvents(KnownRuns runs, TruncateDoubts doubts, EventPublisher.PublishListener listener) {
        this.runs = runs;
        this.doubts = doubts;
        this.listener = listener;
    }

    /**
     * Looks at all topic partitions that have not reached the latest run of their source. Each is logged and counted once; more
     * of its events are one more doubt.
     */
    void audit(Collection<SubjectSequence> sequences) {
        Map<String, RunRaises.KnownRaises> sources = new HashMap<>();
        for (SubjectSequence sequence : sequences) {
            TopicPartition origin = sequence.origin().orElse(null);
            if (origin == null || sequence.last() == 0) {
                continue;
            }
            String source = sequence.subject().source();
            OptionalLong later = sources.computeIfAbsent(source, runs::of).laterRun(runs.of(origin), sequence.last());
            if (later.isPresent()) {
                audit(origin, later.getAsLong(), sequence);
            }
        }
    }

    /** The same of a topic partition whose last events came too late for a run that it skips. */
    void skipped(TopicPartition origin, long run, Collection<SubjectSequence> sequences) {
        sequences.forEach(each -> audit(origin, run, each));
    }

    private void audit(TopicPartition origin, long run, SubjectSequence sequence) {
        Late late = new Late(sequence.subject(), run);
        Long last = lastReported.put(late, sequence.last());
        if (last == null) {
            report(sequence.subject().source(), origin, run, List.of(sequence));
        } else if (sequence.last() > last) {
            doubt(run, sequence);
        }
    }

    private void doubt(long run, SubjectSequence sequence) {
        doubts.add(
                sequence.subject(),
                LatePartition.newBuilder()
                        .setPartition(sequence.subject().partition())
                        .setRun(run)
                        .setLastId(sequence.last())
                        .build());
    }

    /**
     * Reports a topic partition.
     *
     * @param run the later run
     * @param sequences of the subjects that the topic partition writes
     */
    void report(String source, TopicPartition origin, long run, Collection<SubjectSequence> sequences) {
        sequences.forEach(each -> doubt(run, each));
        listener.raised();
        LOG.warn(
                "Source {} restarted, and {} received events from before the restart after events of the new run. Rows"
                        + " keep their order; a TRUNCATE around the restart may be misplaced among rows of other"
                        + " partitions, so tables with a TRUNCATE are marked to be audited",
                source,
                origin);
    }
}
