package io.millrace.audit.connect;

import io.millrace.audit.AuditListener;
import io.millrace.audit.TableReport;
import io.millrace.audit.WalkPosition;
import io.millrace.audit.repair.RepairPlan;
import io.millrace.event.SourceTable;
import io.millrace.nats.AuditMarks.Mark;
import io.millrace.pace.RateLimit;
import java.util.List;
import java.util.Set;

/** What a running audit asks of the pipeline. */
interface AuditSession extends AutoCloseable {
    /** The tables whose rows go into the index now. */
    Set<SourceTable> tables() throws Exception;

    /** The tables that somebody marked to be audited. */
    List<Mark> marks() throws Exception;

    /** Removes a mark unless the table was marked once more since it was read. */
    void remove(Mark mark) throws Exception;

    /** Changes with whatever decides what the documents of the rows are. */
    String configuration();

    /** Audits a table once, or what is left of it. */
    TableReport audit(SourceTable table, WalkPosition from, RateLimit limit, AuditListener listener)
            throws InterruptedException;

    /** Mends what can be mended; the plan says afterwards what cannot. */
    void mend(SourceTable table, RepairPlan plan) throws Exception;

    @Override
    void close();

    /** Gives the session that fits the pipeline's present configuration. */
    interface Sessions extends AutoCloseable {
        AuditSession current() throws Exception;

        /** Closes the session; the next one is new. */
        @Override
        void close();
    }
}
