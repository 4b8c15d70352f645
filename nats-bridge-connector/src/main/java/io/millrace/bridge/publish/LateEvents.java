package io.millrace.bridge.publish;

import io.millrace.event.Subject;
import io.millrace.nats.RunRaises;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds topic partitions that still received events of an earlier run of their source after another bridge task had
 * decided where a later run begins, with ids that are not below that beginning. A TRUNCATE on either side may then be
 * misplaced, so their tables are marked to be audited.
 */
final class LateEvents {
    private static final Logger LOG = LoggerFactory.getLogger(LateEvents.class);

    private final KnownRuns runs;
    private final AuditRequests audits;
    private final EventPublisher.PublishListener listener;
    private final Set<Late> reported = new HashSet<>();

    /** A subject that received events too late for a run. */
    private record Late(Subject subject, long run) {}

    LateEvents(KnownRuns runs, AuditRequests audits, EventPublisher.PublishListener listener) {
        this.runs = runs;
        this.audits = audits;
        this.listener = listener;
    }

    /** Looks at all topic partitions that have not reached the latest run of their source. Each is reported once. */
    void audit(Collection<SubjectSequence> sequences) {
        Map<String, RunRaises.KnownRaises> sources = new HashMap<>();
        for (SubjectSequence sequence : sequences) {
            TopicPartition origin = sequence.origin().orElse(null);
            if (origin == null || sequence.last() == 0) {
                continue;
            }
            String source = sequence.subject().source();
            OptionalLong later = sources.computeIfAbsent(source, runs::of).laterRun(runs.of(origin), sequence.last());
            if (later.isPresent() && reported.add(new Late(sequence.subject(), later.getAsLong()))) {
                report(source, origin, List.of(sequence.subject()));
            }
        }
    }

    void report(String source, TopicPartition origin, Collection<Subject> subjects) {
        audits.raised(subjects);
        listener.raised();
        LOG.warn(
                "Source {} restarted, and {} received events from before the restart after events of the new run. Rows"
                        + " keep their order; a TRUNCATE around the restart may be misplaced among rows of other"
                        + " partitions, so the tables are marked to be audited",
                source,
                origin);
    }
}
