package io.millrace.command.audit;

import io.millrace.audit.AuditListener;
import io.millrace.audit.Difference;
import io.millrace.audit.TableReport;
import io.millrace.audit.repair.KafkaDeletes;
import io.millrace.audit.repair.NewestEvent;
import io.millrace.audit.repair.RepairPlan;
import io.millrace.audit.repair.TableRepair;
import io.millrace.audit.source.SourceRows;
import io.millrace.bridge.ChangeEventConverter;
import io.millrace.command.console.CommandException;
import io.millrace.command.service.PipelineServers;
import io.millrace.event.SourceTable;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.KafkaServers;
import io.millrace.state.Poller;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import io.millrace.state.signal.IncrementalSnapshots;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Collects what an audit finds, and mends it. */
final class RepairRun implements AuditListener {
    private static final Duration LIMIT = Duration.ofDays(1);

    /** Connect takes short forms of a class name, too. */
    private static final Set<String> OWN_CONVERTER =
            Set.of(ChangeEventConverter.class.getName(), "ChangeEventConverter", "ChangeEvent");

    private final PrintWriter out;
    private final Map<SourceTable, RepairPlan> plans = new TreeMap<>(AuditedPipeline.ORDER);

    RepairRun(PrintWriter out) {
        this.out = out;
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
        return plans.computeIfAbsent(table, each -> new RepairPlan());
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
    Set<SourceTable> mend(PipelineServers servers, AuditedPipeline pipeline) throws Exception {
        requireConverter(servers.source());
        String stream = servers.addresses().stream();
        KafkaServers kafka = servers.addresses().kafka();
        try (IncrementalSnapshots snapshots = snapshots(servers, pipeline, kafka);
                KafkaDeletes deletes = new KafkaDeletes(
                        kafka, new DebeziumSettings(servers.source().json()))) {
            for (Map.Entry<SourceTable, RepairPlan> each : plans.entrySet()) {
                SourceTable table = each.getKey();
                RepairPlan plan = each.getValue();
                plan.description().forEach(line -> print(DatabaseTable.of(table) + ": repair will " + line));
                try (SourceRows rows = pipeline.rows(table)) {
                    TableRepair.of(snapshots, deletes, () -> NewestEvent.of(pipeline.nats(), stream, table.source()))
                            .mend(plan, rows);
                }
                printUnmended(table, plan);
            }
        }
        return plans.keySet();
    }

    /** The bridge could not read the records otherwise. */
    void requireConverter(ConfiguredConnector source) {
        String converter = source.setting("value.converter", "that of its worker");
        if (!OWN_CONVERTER.contains(converter) && plans.values().stream().anyMatch(RepairPlan::writesRecords)) {
            throw new CommandException(
                    "Documents without a row are deleted by records as ChangeEventConverter writes them, but"
                            + " value.converter of " + source.name() + " is " + converter
                            + ". Nothing was repaired. Delete these"
                            + " documents in Manticore by hand, and repair again");
        }
    }

    private IncrementalSnapshots snapshots(PipelineServers servers, AuditedPipeline pipeline, KafkaServers kafka)
            throws InterruptedException {
        return new IncrementalSnapshots(
                new IncrementalSnapshots.Servers(servers.connect(), pipeline.mysql(), pipeline.nats(), () -> kafka),
                servers.source().name(),
                new IncrementalSnapshots.Asker("millrace audit --repair", this::print),
                new Poller(LIMIT));
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
