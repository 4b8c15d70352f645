package io.millrace.bridge.publish;

import io.millrace.bridge.encode.SourceRun;
import io.millrace.event.Snowflake;
import io.millrace.event.Subject;
import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsSession;
import io.millrace.nats.RunRaise;
import io.millrace.nats.RunRaises;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by how much the ids of a run are raised. A run that does not begin above everything that its source has in
 * the stream is raised by the same amount everywhere, which preserves the source's order. Where that is not enough,
 * because events of an earlier run arrived later, it is raised more in that topic partition: the rows there keep their
 * order, but a TRUNCATE may be misplaced among the rows of other partitions, see {@link TruncateDoubts}.
 */
final class RunJudge {
    private static final Logger LOG = LoggerFactory.getLogger(RunJudge.class);

    private final NatsSession session;
    private final String stream;
    private final KnownRuns runs;
    private final AuditRequests audits;
    private final EventPublisher.PublishListener listener;
    private final TruncateDoubts doubts;
    private final LateEvents lateEvents;
    private final Map<Long, String> snapshotRuns = new HashMap<>();
    private final Map<TopicPartition, Judged> current = new HashMap<>();

    /** The run whose events are arriving at the moment. */
    private record Judged(long run, long milliseconds) {}

    RunJudge(NatsSession session, String stream, EventPublisher.PublishListener listener) {
        this.session = session;
        this.stream = stream;
        this.listener = listener;
        runs = new KnownRuns(session, stream);
        audits = new AuditRequests(session);
        doubts = new TruncateDoubts(session, stream);
        lateEvents = new LateEvents(runs, doubts, listener);
    }

    /**
     * By how many milliseconds an event's id is raised.
     *
     * @param sequences all that the task knows
     */
    long raise(EventSummary event, TopicPartition origin, Collection<SubjectSequence> sequences) {
        Judged judged = current.get(origin);
        if (judged == null || judged.run() != event.run()) {
            judged = new Judged(event.run(), find(event, origin, sequences));
            current.put(origin, judged);
        }
        return judged.milliseconds();
    }

    private long find(EventSummary event, TopicPartition origin, Collection<SubjectSequence> sequences) {
        OptionalLong known = runs.of(origin).of(event.run());
        return known.isPresent()
                ? known.getAsLong()
                : judge(
                        event,
                        origin,
                        sequences.stream().filter(each -> each.last() > 0).toList());
    }

    /** See {@link TruncateDoubts}. */
    void truncating(Subject subject, long run, long id) {
        doubts.truncating(subject, run, id);
    }

    /** See {@link LateEvents}. */
    void auditLateEvents(Collection<SubjectSequence> sequences) {
        lateEvents.audit(sequences);
    }

    void release(Collection<TopicPartition> partitions) {
        runs.release(partitions);
        current.keySet().removeAll(partitions);
    }

    private long judge(EventSummary event, TopicPartition origin, List<SubjectSequence> sequences) {
        List<SubjectSequence> earlier =
                sequences.stream().filter(each -> each.comesFrom(origin)).toList();
        long last = earlier.stream().mapToLong(SubjectSequence::last).max().orElse(0);
        RunRaises.KnownRaises ofSource = runs.of(event.source());
        long everywhere = ofSource.of(event.run())
                .orElseGet(() -> ofSource.isLate(event.run())
                        // What the stream ends with is of a later run, and says nothing about this one.
                        ? decide(event, ofSource.before(event.run()))
                        : judge(event, sequences));
        long here = Snowflake.millisecondsAbove(event.id(), last);
        Subject own = new Subject(event.source(), event.database(), event.table(), origin.partition());
        List<Subject> subjects = Stream.concat(Stream.of(own), earlier.stream().map(SubjectSequence::subject))
                .toList();
        if ((event.run() & SourceRun.BEGAN_WITH_SNAPSHOT) != 0) {
            auditSnapshot(event, earlier, sequences);
        }
        if (isBeforeSnapshot(event)) {
            // Its rows arrive only now, after those of the second snapshot.
            audits.snapshotAgain(List.of(own));
        }
        if (here > everywhere) {
            doubts.add(subjects, event.run());
            LOG.warn(
                    "Raising the ids of the last run of source {} by {} ms in {}, and by {} ms elsewhere. Rows keep their"
                            + " order; a TRUNCATE around the source's restart may be misplaced among rows of other"
                            + " partitions, so tables with a TRUNCATE are marked to be audited",
                    event.source(),
                    here,
                    origin,
                    everywhere);
        } else if (ofSource.isLate(event.run()) || Snowflake.raise(event.firstOfRun(), everywhere) <= last) {
            List<SubjectSequence> late = earlier.stream().anyMatch(each -> each.isOf(event))
                    ? earlier
                    : Stream.concat(Stream.of(new SubjectSequence(own)), earlier.stream())
                            .toList();
            lateEvents.report(event.source(), origin, event.run(), late);
        }
        OptionalLong skipped = ofSource.laterRun(runs.of(origin), last);
        if (skipped.isPresent() && Long.compareUnsigned(skipped.getAsLong(), event.run()) < 0) {
            // Another topic partition may still have a TRUNCATE of that run.
            lateEvents.skipped(origin, skipped.getAsLong(), earlier);
        }
        if (Math.max(here, everywhere) > 0) {
            listener.raised();
        }
        return runs.decideIn(origin, event.run(), Math.max(here, everywhere));
    }

    private long judge(EventSummary event, List<SubjectSequence> sequences) {
        long stored =
                session.ask("for the last events of source " + event.source(), asked -> lastId(asked, event.source()));
        long sent = sequences.stream()
                .filter(each -> each.subject().source().equals(event.source()))
                .mapToLong(SubjectSequence::last)
                .max()
                .orElse(0);
        long decided = decide(event, Snowflake.millisecondsAbove(event.firstOfRun(), Math.max(stored, sent)));
        if (decided > 0) {
            LOG.warn(
                    "Source {} restarted with earlier times than the stream has: raising the ids of this run by {} ms",
                    event.source(),
                    decided);
        }
        return decided;
    }

    private long decide(EventSummary event, long milliseconds) {
        return runs.decideOf(
                event.source(),
                RunRaise.newBuilder()
                        .setNumber(event.run())
                        .setMilliseconds(milliseconds)
                        .setFirstId(Snowflake.raise(event.firstOfRun(), milliseconds))
                        .build());
    }

    private long lastId(Connection connection, String source)
            throws IOException, JetStreamApiException, InterruptedException {
        long last = 0;
        String subjects = Subject.PREFIX + '.' + Subject.escape(source) + ".>";
        for (MessageInfo message : LastMessages.read(connection, stream, subjects)) {
            last = Math.max(last, LastEvent.idOf(message).orElse(0));
        }
        return last;
    }

    /** All tables of the source that this task knows: a table that is empty by now has no event in the snapshot. */
    private void auditSnapshot(EventSummary event, List<SubjectSequence> earlier, List<SubjectSequence> sequences) {
        List<SubjectSequence> again = snapshotRuns.put(event.run(), event.source()) == null
                ? sequences.stream().filter(each -> isOfEarlierRun(each, event)).toList()
                : earlier;
        audits.snapshotAgain(again.stream().map(SubjectSequence::subject).toList());
    }

    private boolean isBeforeSnapshot(EventSummary event) {
        return snapshotRuns.entrySet().stream()
                .anyMatch(snapshot -> snapshot.getValue().equals(event.source())
                        && Long.compareUnsigned(snapshot.getKey(), event.run()) > 0);
    }

    private boolean isOfEarlierRun(SubjectSequence sequence, EventSummary event) {
        return sequence.subject().source().equals(event.source())
                && sequence.origin()
                        .filter(origin -> runs.of(origin).of(event.run()).isEmpty())
                        .isPresent();
    }
}
