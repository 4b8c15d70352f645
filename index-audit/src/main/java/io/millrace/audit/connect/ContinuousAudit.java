package io.millrace.audit.connect;

import io.millrace.audit.AuditListener;
import io.millrace.audit.Difference;
import io.millrace.audit.TableReport;
import io.millrace.audit.WalkPosition;
import io.millrace.audit.connect.TablePosition.Walk;
import io.millrace.audit.repair.RepairPlan;
import io.millrace.event.SourceTable;
import io.millrace.nats.AuditMarks.Mark;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.pace.RateLimit;
import io.millrace.state.StateException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits one table after the other. A mark is removed when an audit that began after it was read has found the table equal
 * in every column, and only if the table was not marked once more meanwhile. For one thread.
 */
final class ContinuousAudit {
    private static final Logger LOG = LoggerFactory.getLogger(ContinuousAudit.class);

    private static final Duration NEXT_ATTEMPT = Duration.ofHours(1);
    private static final Duration PROGRESS = Duration.ofSeconds(10);
    private static final Duration TELL_AGAIN = Duration.ofMinutes(10);

    private final AuditSession.Sessions sessions;
    private final AuditSchedule schedule;
    private final Outlets outlets;
    private final RateLimit limit;
    private final boolean repairs;
    private final Clock clock;
    private final Map<SourceTable, String> failures = new HashMap<>();
    private final Map<SourceTable, Leftover> leftovers = new HashMap<>();
    private String outage = "";
    private Instant toldAt = Instant.EPOCH;

    /** How many differences a repair has left. */
    private record Leftover(long differences, Instant repaired) {}

    /** Takes a record; may wait until there is room for it. */
    interface RecordQueue {
        void put(SourceRecord record) throws InterruptedException;
    }

    /** Where everything goes that is found. */
    record Outlets(FindingRecords records, RecordQueue queue, AuditMetrics metrics) {}

    ContinuousAudit(
            AuditSession.Sessions sessions,
            AuditSchedule schedule,
            Outlets outlets,
            RateLimit limit,
            boolean repairs,
            Clock clock) {
        this.sessions = sessions;
        this.schedule = schedule;
        this.outlets = outlets;
        this.limit = limit;
        this.repairs = repairs;
        this.clock = clock;
    }

    /**
     * Audits the next table; returns false if none is due, or a server is away.
     *
     * @throws io.millrace.audit.source.UnreadableSourceException if the source connector's rows cannot be followed
     */
    boolean step() throws InterruptedException {
        try {
            boolean audited = audit(sessions.current());
            if (!outage.isEmpty()) {
                LOG.info("Audit resumed");
            }
            outage = "";
            return audited;
        } catch (StateException | NatsUnavailableException | NatsFaultException | SQLException | KafkaException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            String why = String.valueOf(e.getMessage());
            if (!why.equals(outage) || toldAt.plus(TELL_AGAIN).isBefore(clock.instant())) {
                LOG.warn("Audit paused, will retry: {}", why);
                outage = why;
                toldAt = clock.instant();
            }
            sessions.close();
            return false;
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean audit(AuditSession session) throws Exception {
        Set<SourceTable> tables = session.tables();
        outlets.metrics().tables(tables);
        tables.forEach(table ->
                outlets.metrics().compared(table, schedule.position(table).compared()));
        Map<SourceTable, Mark> marks = new HashMap<>();
        Map<SourceTable, Long> revisions = new HashMap<>();
        for (Mark mark : session.marks()) {
            marks.put(mark.table(), mark);
            revisions.put(mark.table(), mark.revision());
        }
        Optional<SourceTable> next = schedule.next(tables, revisions, clock.instant());
        if (next.isEmpty()) {
            return false;
        }
        Optional<Mark> mark = Optional.ofNullable(marks.get(next.get()));
        schedule.defer(next.get());
        TableReport report = audit(session, next.get(), mark.map(Mark::revision).orElse(0L));
        schedule.audited();
        mark.ifPresent(each -> schedule.tried(next.get(), each.revision()));
        if (mark.isPresent() && report.provesEquality()) {
            session.remove(mark.get());
        }
        return true;
    }

    private TableReport audit(AuditSession session, SourceTable table, long mark) throws Exception {
        RepairPlan plan = new RepairPlan();
        Walk walk = schedule.position(table)
                .walk()
                .filter(each -> each.isOf(mark, session.configuration()))
                .orElseGet(() -> new Walk(clock.instant(), mark, session.configuration(), WalkPosition.START));
        FindingListener heard = new FindingListener(table, walk, plan);
        TableReport report = session.audit(table, walk.position(), limit, heard);
        heard.throwIfUnavailable(report);
        outlets.metrics().found(report.tableDifferences().size());
        if (!report.tableDifferences().isEmpty()) {
            plan.addWholeTable();
        }
        TableReport last = report;
        if (repairs && !plan.description().isEmpty() && mayHelp(table, differences(report))) {
            TablePosition found = schedule.position(table);
            outlets.queue().put(outlets.records().of(report, found, found, false));
            boolean done = mend(session, table, plan);
            Instant again = clock.instant();
            CountingListener counting = new CountingListener();
            last = session.audit(table, WalkPosition.START, limit, counting);
            counting.throwIfUnavailable(last);
            if (last.isComplete()) {
                outlets.metrics().mended(Math.max(0, differences(report) - differences(last)));
                if (done) {
                    leftovers.put(table, new Leftover(differences(last), again));
                }
            }
            finish(last, schedule.position(table).next(again, last), true);
        } else {
            finish(report, heard.after(report), false);
        }
        return last;
    }

    /** Whole tables must not be read again and again because of what a repair does not mend. */
    private boolean mayHelp(SourceTable table, long differences) {
        Leftover left = leftovers.get(table);
        return left == null
                || left.differences() != differences
                || left.repaired().plus(NEXT_ATTEMPT).isBefore(clock.instant());
    }

    private static long differences(TableReport report) {
        return report.counts().differences() + report.tableDifferences().size();
    }

    /** Returns false if the pipeline refused. */
    private boolean mend(AuditSession session, SourceTable table, RepairPlan plan) throws Exception {
        boolean done = true;
        LOG.info("Repair of {}: {}", table, String.join("; ", plan.description()));
        try {
            session.mend(table, plan);
        } catch (StateException | SQLException | KafkaException e) {
            LOG.warn("Repair of {} failed, will be tried again with its next audit: {}", table, e.getMessage());
            done = false;
        }
        plan.unmended()
                .forEach(each -> LOG.warn(
                        "Repair of {} cannot mend document {}: {}",
                        table,
                        each.difference().documentId(),
                        each.reason()));
        return done;
    }

    private void finish(TableReport report, TablePosition after, boolean repaired) throws InterruptedException {
        SourceTable table = report.table();
        outlets.queue().put(outlets.records().of(report, schedule.position(table), after, repaired));
        schedule.reached(table, after);
        outlets.metrics().compared(table, after.compared());
        if (!report.isComplete()) {
            outlets.metrics().failed();
        }
        String failure = report.failure().orElse("");
        if (!failure.isEmpty() && !failure.equals(failures.get(table))) {
            LOG.warn("Table {} could not be audited: {}", table, failure);
        }
        failures.put(table, failure);
    }

    private class CountingListener implements AuditListener {
        private boolean unavailable;

        @Override
        public void compared(SourceTable table, int rows) {
            outlets.metrics().checked(rows);
        }

        @Override
        public void unavailable(SourceTable table) {
            unavailable = true;
        }

        /** The table is tried again, and none of the others before the server answers. */
        void throwIfUnavailable(TableReport report) {
            if (unavailable) {
                throw new StateException(
                        report.table() + ": " + report.failure().orElse(""));
            }
        }
    }

    private final class FindingListener extends CountingListener {
        private final SourceTable table;
        private final RepairPlan plan;
        private final Instant began = clock.instant();
        private Instant told = began;
        private Walk walk;
        private boolean moved;

        FindingListener(SourceTable table, Walk walk, RepairPlan plan) {
            this.table = table;
            this.walk = walk;
            this.plan = plan;
        }

        @Override
        public boolean wantsPosition() {
            return !clock.instant().isBefore(told.plus(PROGRESS));
        }

        @Override
        public void reached(WalkPosition position) {
            told = clock.instant();
            moved = true;
            walk = walk.at(position);
            TablePosition now = schedule.position(table).at(walk);
            schedule.reached(table, now);
            put(outlets.records().of(table, now, position));
        }

        /** An audit that failed goes on where it was next time, unless it came no further this time. */
        TablePosition after(TableReport report) {
            TablePosition position = schedule.position(table);
            return report.failure().isPresent() && moved
                    ? position.interrupted(began, report, walk)
                    : position.next(walk.begun(), report);
        }

        @Override
        public void found(Difference difference) {
            outlets.metrics().found(1);
            if (repairs) {
                plan.add(difference);
            }
            put(outlets.records().of(difference, schedule.position(table)));
        }

        private void put(SourceRecord record) {
            try {
                outlets.queue().put(record);
            } catch (InterruptedException e) {
                // The audit stops at its next wait.
                Thread.currentThread().interrupt();
            }
        }
    }
}
