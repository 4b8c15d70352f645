package io.millrace.command.audit;

import io.millrace.audit.AuditReport;
import io.millrace.audit.AuditedPipeline;
import io.millrace.audit.MarkRemoval;
import io.millrace.audit.TableReport;
import io.millrace.command.console.ExitCodes;
import io.millrace.command.console.NumberOption;
import io.millrace.command.service.PipelineServers;
import io.millrace.command.service.ServiceAddresses;
import io.millrace.event.SourceTable;
import io.millrace.pace.RateLimit;
import io.millrace.state.mysql.DatabaseTable;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./millrace audit}. */
@Command(
        name = "audit",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Compares MySQL tables with their index in Manticore, row by row and column by column, while both change.",
            "Reports missing, extra and different rows; a change that is still on its way to the index is none. Nothing"
                    + " is locked, and without --repair no row is changed. A table that is found equal is no longer"
                    + " marked to be audited. docs/audit.md describes what is compared.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:every table is equal to its index",
            " 1:there are differences",
            " 2:invalid arguments",
            " 3:a table could not be compared, or not wholly"
        })
public final class AuditCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServiceAddresses addresses = new ServiceAddresses();

    @Parameters(
            paramLabel = "TABLE",
            description = "The tables to audit, as database.table. Default: all that the source connector captures and"
                    + " the sink reads.")
    private List<String> named = List.of();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many tables are compared at once. Default: 2.")
    private int parallel;

    @Option(
            names = "--rows-per-second",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "How many rows are read per second, of all tables together; 0: as many as possible. Default: 0.")
    private long rowsPerSecond;

    @Option(names = "--json", description = "Prints one JSON object with every difference instead of text.")
    private boolean json;

    @Option(
            names = "--repair",
            description =
                    "Mends what differs, through the source connector and the stream, and audits these tables again;"
                            + " the exit code is that of the second audit.")
    private boolean repair;

    @Option(names = "--dry-run", description = "With --repair: says what it would do, and changes nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        NumberOption.require(spec, "--parallel", parallel, 1, Integer.MAX_VALUE);
        NumberOption.require(spec, "--rows-per-second", rowsPerSecond, 0, Integer.MAX_VALUE);
        if (dryRun && !repair || json && repair) {
            throw new ParameterException(
                    spec.commandLine(),
                    dryRun && !repair ? "--dry-run needs --repair." : "--repair does not print JSON.");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (AuditedPipeline pipeline = new PipelineServers(addresses).audited()) {
            Set<SourceTable> tables = chosen(pipeline.tables());
            MarkRemoval marks = MarkRemoval.before(pipeline);
            if (json) {
                try (AuditJson printed = new AuditJson(out)) {
                    AuditReport report = run(pipeline, tables, new Listeners(printed, progress(pipeline, tables)));
                    printed.print(report, unread(pipeline));
                    marks.remove(report.tables()).forEach(spec.commandLine().getErr()::println);
                    return exitCode(report);
                }
            }
            RepairRun repairs = new RepairRun(out);
            AuditReport found = audit(pipeline, tables, repairs);
            if (dryRun) {
                repairs.describe();
                return exitCode(found);
            }
            AuditReport report = repair ? repaired(found, repairs, pipeline) : found;
            marks.remove(report.tables()).forEach(out::println);
            return exitCode(report);
        }
    }

    private AuditReport audit(AuditedPipeline pipeline, Set<SourceTable> tables, RepairRun repairs) throws Exception {
        AuditProgress progress = progress(pipeline, tables);
        AuditText printed =
                new AuditText(spec.commandLine().getOut(), progress, Help.Ansi.AUTO.enabled(), "; --json prints all");
        Listeners shown = new Listeners(printed, progress);
        AuditReport report = run(pipeline, tables, repair ? new Listeners(repairs, shown) : shown);
        printed.print(report, unread(pipeline));
        return report;
    }

    private static AuditProgress progress(AuditedPipeline pipeline, Set<SourceTable> tables) throws SQLException {
        return AuditProgress.of(pipeline.estimatedRows(tables));
    }

    /** Mends, and returns what is known of each table afterwards. */
    private AuditReport repaired(AuditReport before, RepairRun repairs, AuditedPipeline pipeline) throws Exception {
        Set<SourceTable> mended = repairs.mend(pipeline);
        List<TableReport> reports = new ArrayList<>(before.tables());
        if (!mended.isEmpty()) {
            spec.commandLine().getOut().println();
            reports.removeIf(report -> mended.contains(report.table()));
            reports.addAll(
                    audit(pipeline, mended, new RepairRun(spec.commandLine().getOut()))
                            .tables());
        }
        return new AuditReport(reports);
    }

    private AuditReport run(AuditedPipeline pipeline, Set<SourceTable> tables, Listeners listeners)
            throws InterruptedException {
        return pipeline.run(tables, parallel, new RateLimit(rowsPerSecond), listeners);
    }

    private List<String> unread(AuditedPipeline pipeline) throws SQLException {
        return named.isEmpty() ? pipeline.unread() : List.of();
    }

    private Set<SourceTable> chosen(Set<SourceTable> tables) {
        Set<SourceTable> chosen = new TreeSet<>(AuditedPipeline.ORDER);
        for (String name : named) {
            chosen.add(tables.stream()
                    .filter(table -> DatabaseTable.of(table).toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "There is no table " + name
                                    + " that the source connector captures and the sink reads. There"
                                    + " are: "
                                    + String.join(
                                            ", ",
                                            tables.stream()
                                                    .map(table -> DatabaseTable.of(table)
                                                            .toString())
                                                    .toList()))));
        }
        return named.isEmpty() ? tables : chosen;
    }

    /** No table at all is not equal. */
    private static int exitCode(AuditReport report) {
        if (report.tables().stream().anyMatch(TableReport::hasDifferences)) {
            return ExitCodes.DIFFERENT;
        }
        return report.isEqual() ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
