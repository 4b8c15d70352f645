package io.millrace.bridge.publish;

import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.nats.AuditMarks;
import io.millrace.nats.NatsSession;
import io.nats.client.api.StreamInfoOptions;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Marks tables for an audit that may differ from the source without an event that says so. */
final class AuditRequests {
    private static final Logger LOG = LoggerFactory.getLogger(AuditRequests.class);

    private final NatsSession session;

    AuditRequests(NatsSession session) {
        this.session = session;
    }

    /** A TRUNCATE may be misplaced among the rows of other partitions. */
    void raised(Collection<Subject> subjects) {
        mark(
                subjects,
                "The source connector restarted with earlier commit times than it had reached; a TRUNCATE around that"
                        + " time may have removed rows inserted after it, or left rows inserted before it");
    }

    /** Events that the index did not have yet may be missing before those that were published into the new stream. */
    void replaced(String stream, Collection<Subject> subjects) {
        LOG.warn(
                "Stream {} was deleted and made again while it was in use. What it has lost is published again, except before"
                        + " an event that was published since; marking to be audited: {}",
                stream,
                subjects.stream()
                        .map(each -> each.database() + '.' + each.table())
                        .distinct()
                        .toList());
        mark(
                subjects,
                "The stream was deleted and made again while it was in use; events that the index did not have yet may be"
                        + " lost");
    }

    /** Rows that were deleted before the second snapshot began are not in it. */
    void snapshotAgain(Collection<Subject> subjects) {
        mark(
                subjects,
                "Another full snapshot was taken while the stream had rows of the table; rows deleted before it began"
                        + " may still be in the index");
    }

    /**
     * Those tables whose rows a statement changes without events. Rows that were there before it may still be on their way:
     * a table of which the stream has no event counts as marked once a sink has registered it, if ever.
     */
    void changed(SchemaChange change, String stream) {
        Optional<HiddenChange> hidden = HiddenChange.of(change);
        if (hidden.isEmpty()) {
            return;
        }
        Set<String> names = HiddenChange.names(change.statement());
        List<Subject> concerned = subjects(change.source(), stream).stream()
                .filter(each -> hidden.get().wholeDatabase()
                        ? each.database().equalsIgnoreCase(change.database())
                        : isNamed(each, change, names))
                .toList();
        if (!concerned.isEmpty()) {
            LOG.warn(
                    "{} of source {}: {}. Marking to be audited: {}. The statement: {}",
                    change.database(),
                    change.source(),
                    hidden.get().reason(),
                    concerned.stream()
                            .map(each -> each.database() + '.' + each.table())
                            .distinct()
                            .toList(),
                    change.statement());
            mark(concerned, hidden.get().reason());
        }
        if (!hidden.get().wholeDatabase()) {
            change.tables().stream()
                    .map(table -> new SourceTable(change.source(), change.database(), table))
                    .filter(table -> concerned.stream()
                            .noneMatch(each -> SourceTable.of(each).equals(table)))
                    .forEach(table -> markOnceRegistered(table, hidden.get().reason(), change.statement()));
        }
    }

    private void markOnceRegistered(SourceTable table, String reason, String statement) {
        LOG.info(
                "{}: {}. To be audited if it gets into an index, since rows of it may be on their way. The statement: {}",
                table,
                reason,
                statement);
        session.ask("to mark table " + table + " to be audited once it is registered", connection -> {
            AuditMarks.open(connection).markOnceRegistered(table, reason);
            return true;
        });
    }

    private static boolean isNamed(Subject subject, SchemaChange change, Set<String> names) {
        boolean inDatabase = subject.database().equalsIgnoreCase(change.database())
                || names.contains(subject.database().toLowerCase(Locale.ROOT));
        return inDatabase && names.contains(subject.table().toLowerCase(Locale.ROOT));
    }

    private List<Subject> subjects(String source, String stream) {
        String filter = Subject.PREFIX + '.' + Subject.escape(source) + ".>";
        return session.ask(
                "for the subjects of source " + source,
                connection -> connection
                        .jetStreamManagement()
                        .getStreamInfo(stream, StreamInfoOptions.filterSubjects(filter))
                        .getStreamState()
                        .getSubjectMap()
                        .keySet()
                        .stream()
                        .flatMap(each -> Subject.find(each).stream())
                        .toList());
    }

    private void mark(Collection<Subject> subjects, String reason) {
        Set<Subject> tables = new HashSet<>();
        subjects.forEach(each -> tables.add(new Subject(each.source(), each.database(), each.table(), 0)));
        for (Subject each : tables) {
            session.ask("to mark table " + each.database() + '.' + each.table() + " to be audited", connection -> {
                AuditMarks.open(connection).mark(each.source(), each.database(), each.table(), reason);
                return true;
            });
        }
    }
}
