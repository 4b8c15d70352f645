package io.millrace.audit;

import io.millrace.audit.repair.RepairPlan;
import io.millrace.event.SourceTable;
import io.millrace.nats.NatsSession;
import io.millrace.pace.RateLimit;
import io.millrace.state.signal.IncrementalSnapshots;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** The tables of one source that can be compared with their index, and mended. */
public interface AuditScope extends AutoCloseable {
    /** The tables whose rows go into the index. */
    Set<SourceTable> tables() throws SQLException;

    /** The names of the tables that are published and that the sink does not read. */
    List<String> unread() throws SQLException;

    /** About how many rows the tables have. */
    long estimatedRows(Collection<SourceTable> tables) throws SQLException;

    PipelineAudit audit();

    /** The name of the sink whose index is audited. */
    String sink();

    /** The session in NATS. */
    NatsSession nats();

    /**
     * Audits tables, some of them at once.
     *
     * @param limit how many rows are read per second, of all tables together
     */
    default AuditReport run(Set<SourceTable> tables, int parallel, RateLimit limit, AuditListener listener)
            throws InterruptedException {
        List<Callable<TableReport>> audits = tables.stream()
                .<Callable<TableReport>>map(table -> () -> audit().audit(table, limit, listener))
                .toList();
        return new Audit(parallel).run(audits);
    }

    /** A plan for one of the tables, to which what an audit finds is added. */
    RepairPlan plan();

    /** @throws io.millrace.state.StateException if the pipeline cannot carry what a plan says */
    void requireMendable(RepairPlan plan);

    /**
     * Does what a plan says about a table, and adds to it what cannot be done. Whether all is mended, an audit afterwards
     * tells.
     *
     * @throws io.millrace.state.StateException if a connector cannot be asked, or gave up on the table
     */
    void mend(SourceTable table, RepairPlan plan, IncrementalSnapshots.Asker asker) throws Exception;

    @Override
    void close();
}
