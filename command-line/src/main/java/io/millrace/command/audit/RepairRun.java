package io.millrace.command.audit;

import io.millrace.audit.AuditListener;
import io.millrace.audit.AuditScope;
import io.millrace.audit.AuditedPipeline;
import io.millrace.audit.Difference;
import io.millrace.audit.TableReport;
import io.millrace.audit.repair.RepairPlan;
import io.millrace.event.SourceTable;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.signal.IncrementalSnapshots.Asker;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Collects what an audit finds, and mends it. */
final class RepairRun implements AuditListener {
    private final PrintWriter out;
    private final AuditScope scope;
    private final Map<SourceTable, RepairPlan> plans = new TreeMap<>(AuditedPipeline.ORDER);

    RepairRun(PrintWriter out, AuditScope scope) {
        this.out = out;
        this.scope = scope;
    }

    @Override
    public synchronized void found(Difference difference) {
        plan(difference.table()).add(difference);
    }

    @Override
    public synchronized void finished(TableReport report) {
        if (!report.tableDifferences().isEmpty()) {
            plan(report.table()).addWholeTable();
        }
    }

    private RepairPlan plan(SourceTable table) {
        return plans.computeIfAbsent(table, each -> scope.plan());
    }

    /** Says what a repair would do. */
    void describe() {
        plans.forEach((table, plan) -> {
            plan.description().forEach(line -> out.println(DatabaseTable.of(table) + ": would " + line));
            printUnmended(table, plan);
        });
        out.flush();
    }

    /** Returns the tables in which anything was done. */
    Set<SourceTable> mend() throws Exception {
        plans.values().forEach(scope::requireMendable);
        for (Map.Entry<SourceTable, RepairPlan> each : plans.entrySet()) {
            SourceTable table = each.getKey();
            RepairPlan plan = each.getValue();
            plan.description().forEach(line -> print(DatabaseTable.of(table) + ": repair will " + line));
            scope.mend(table, plan, new Asker("millrace audit --repair", this::print));
            printUnmended(table, plan);
        }
        return plans.keySet();
    }

    private void printUnmended(SourceTable table, RepairPlan plan) {
        plan.unmended()
                .forEach(each -> print(DatabaseTable.of(table) + ": cannot mend document "
                        + each.difference().documentId() + ": " + each.reason()));
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }
}
