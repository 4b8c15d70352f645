package io.millrace.bridge.publish;

import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.nats.LatePartition;
import io.millrace.nats.NatsSession;
import io.millrace.nats.TruncateOrders;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Marks tables to be audited whose events are in doubt around a restart of their source, if they have a TRUNCATE: rows keep
 * their order, and only a TRUNCATE concerns rows of other partitions.
 */
final class TruncateDoubts {
    private final NatsSession session;
    private final String stream;
    private final AuditRequests audits;

    TruncateDoubts(NatsSession session, String stream) {
        this.session = session;
        this.stream = stream;
        audits = new AuditRequests(session);
    }

    private interface Notice {
        boolean in(TruncateOrders orders) throws IOException, JetStreamApiException, InterruptedException;
    }

    /**
     * A TRUNCATE of this table is about to be published.
     *
     * @param id as published
     */
    void truncating(Subject subject, long run, long id) {
        notice(subject, orders -> orders.truncated(SourceTable.of(subject), run, id));
    }

    /** Each TRUNCATE of this run may be misplaced among the rows of these subjects. */
    void add(Collection<Subject> subjects, long unevenRun) {
        Set<SourceTable> tables = subjects.stream().map(SourceTable::of).collect(Collectors.toSet());
        tables.forEach(table -> notice(
                new Subject(table.source(), table.database(), table.table(), 0),
                orders -> orders.doubted(table, unevenRun)));
    }

    /** A TRUNCATE may be misplaced among the rows of this subject, if that was not noticed before. */
    void add(Subject subject, LatePartition late) {
        notice(subject, orders -> orders.doubted(SourceTable.of(subject), late));
    }

    private void notice(Subject subject, Notice notice) {
        boolean needsAudit = session.ask(
                "for the order of table " + subject.database() + '.' + subject.table(),
                connection -> notice.in(TruncateOrders.open(connection, stream)));
        if (needsAudit) {
            audits.raised(List.of(subject));
            session.ask(
                    "to store that table " + subject.database() + '.' + subject.table() + " is marked", connection -> {
                        TruncateOrders.open(connection, stream).marked(SourceTable.of(subject));
                        return true;
                    });
        }
    }
}
