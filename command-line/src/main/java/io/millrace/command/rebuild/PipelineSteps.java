package io.millrace.command.rebuild;

import io.millrace.event.SourceTable;
import io.millrace.manticore.rebuild.RebuildException;
import io.millrace.manticore.rebuild.RebuildSteps;
import io.millrace.nats.Rebuild;
import java.io.PrintStream;
import java.util.Optional;
import java.util.Set;

/** The steps of a rebuild that need the other parts of the pipeline. */
final class PipelineSteps implements RebuildSteps {
    private final RunningTasks tasks;
    private final SinkProgress progress;
    private final MySqlSources mysql;
    private final RebuildAudit audit;
    private final boolean filled;
    private final PrintStream out;

    /** @param filled whether the rows of tables that do not come from MySQL were sent again */
    PipelineSteps(
            RunningTasks tasks,
            SinkProgress progress,
            MySqlSources mysql,
            RebuildAudit audit,
            boolean filled,
            PrintStream out) {
        this.tasks = tasks;
        this.progress = progress;
        this.mysql = mysql;
        this.audit = audit;
        this.filled = filled;
        this.out = out;
    }

    /** Before anything is begun, what is needed later. */
    void requireFillable(SourceTable table) throws Exception {
        Optional<MySqlFilling> source = mysql.find(table);
        if (source.isPresent()) {
            source.get().requirePossible(table);
            audit.requirePossible(table);
        }
        // Rows of the time before the table was changed are not for the shadow table. A task that has failed for the
        // table's sake has read them.
        if (!tasks.haveFailed()) {
            tasks.partitions();
            tell("Waiting until the sink has read what is in the stream now");
            progress.await();
        }
    }

    @Override
    public Set<Integer> partitions() throws InterruptedException {
        return tasks.partitions();
    }

    @Override
    public void fill(SourceTable table, Rebuild rebuild) throws Exception {
        Optional<MySqlFilling> source = mysql.find(table);
        if (source.isPresent()) {
            source.get().fill(table, rebuild.getSignal());
        } else if (!filled) {
            throw new RebuildException("Events of " + table + " go to table " + rebuild.getShadow()
                    + " too, from now on. It does not come from MySQL, so have all of its rows sent again: for Cassandra, run"
                    + " cassandra-snapshot-task with --restart; an application publishes each row as a snapshot. Then run"
                    + " this again with --filled");
        }
        progress.await();
    }

    @Override
    public void audit(SourceTable table, Rebuild rebuild) throws Exception {
        if (mysql.find(table).isPresent()) {
            audit.requireEqual(table, rebuild.getShadow());
        }
    }

    /** Whether the live table is equal to its source, as far as that can be compared. */
    boolean isEqual(SourceTable table) throws Exception {
        return mysql.find(table).isEmpty() || audit.isEqual(table);
    }

    @Override
    public void tell(String what) {
        out.println(what);
    }
}
