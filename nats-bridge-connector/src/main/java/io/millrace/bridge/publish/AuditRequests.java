package io.millrace.bridge.publish;

import io.millrace.event.Subject;
import io.millrace.nats.AuditMarks;
import io.millrace.nats.NatsSession;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Marks tables for an audit that a new run of their source task may have left different from the source. */
final class AuditRequests {
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

    /** Rows that were deleted before the second snapshot began are not in it. */
    void snapshotAgain(Collection<Subject> subjects) {
        mark(
                subjects,
                "Another full snapshot was taken while the stream had rows of the table; rows deleted before it began"
                        + " may still be in the index");
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
