package io.millrace.command.audit;

import io.millrace.audit.AuditReport;
import io.millrace.audit.AuditScope;
import io.millrace.audit.AuditedPipeline;
import io.millrace.audit.MarkRemoval;
import io.millrace.audit.TableReport;
import io.millrace.cassandra.ConfigurationFaultException;
import io.millrace.command.console.ExitCodes;
import io.millrace.command.console.NumberOption;
import io.millrace.command.service.PipelineServers;
import io.millrace.command.service.ServiceAddresses;
import io.millrace.event.SourceTable;
import io.millrace.pace.RateLimit;
import io.millrace.state.mysql.DatabaseTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
            "Compares tables with their index in Manticore, row by row and column by column, while both change.",
            "The tables are those of MySQL, or with --cassandra-config those of Cassandra.",
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
            description = "The tables to audit, as database.table or keyspace.table. Default: all that the source"
                    + " connector captures, or that the configuration for Cassandra names, and the sink reads.")
    private List<String> named = List.of();

    @Option(
            names = "--cassandra-config",
            paramLabel = "FILE",
            description =
                    "The configuration of cassandra-snapshot-task; compares its tables instead of those of MySQL.")
    private @Nullable Path cassandraConfig;

    @Option(
            names = "--publish-seconds",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "How long the applications that write to Cassandra may take to publish a change that they have"
                            + " written. Default: 5.")
    private long publishSeconds;

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
                    "Mends what differs, through the source connector and the stream, or for Cassandra through the stream,"
                            + " and audits these tables again; the exit code is that of the second audit.")
    private boolean repair;

    @Option(names = "--dry-run", description = "With --repair: says what it would do, and changes nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        NumberOption.require(spec, "--parallel", parallel, 1, Integer.MAX_VALUE);
        NumberOption.require(spec, "--rows-per-second", rowsPerSecond, 0, Integer.MAX_VALUE);
        NumberOption.require(spec, "--publish-seconds", publishSeconds, 0, Integer.MAX_VALUE);
        if (dryRun && !repair || json && repair) {
            throw new ParameterException(
                    spec.commandLine(),
                    dryRun && !repair ? "--dry-run needs --repair." : "--repair does not print JSON.");
        }
        PipelineServers servers = new PipelineServers(addresses);
        try (AuditScope scope = cassandraConfig == null ? servers.audited() : cassandra(servers, cassandraConfig)) {
            MarkRemoval marks = MarkRemoval.before(scope);
            AuditReport report = repair ? repaired(scope) : compared(scope);
            if (!dryRun) {
                PrintWriter lines =
                        json ? spec.commandLine().getErr() : spec.commandLine().getOut();
                marks.remove(report.tables()).forEach(lines::println);
            }
            return exitCode(report);
        }
    }

    private AuditScope cassandra(PipelineServers servers, Path configuration) throws InterruptedException {
        try {
            return CassandraPipeline.open(servers, configuration, Duration.ofSeconds(publishSeconds));
        } catch (ConfigurationFaultException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private AuditReport compared(AuditScope scope) throws Exception {
        Set<SourceTable> tables = chosen(scope);
        if (!json) {
            return audit(scope, tables, Optional.empty());
        }
        try (AuditJson printed = new AuditJson(spec.commandLine().getOut())) {
            AuditReport report = run(scope, tables, new Listeners(printed, progress(scope, tables)));
            printed.print(report, unread(scope));
            return report;
        }
    }

    private AuditReport repaired(AuditScope scope) throws Exception {
        RepairRun repairs = new RepairRun(spec.commandLine().getOut(), scope);
        AuditReport report = audit(scope, chosen(scope), Optional.of(repairs));
        if (dryRun) {
            repairs.describe();
            return report;
        }
        return repaired(report, repairs, scope);
    }

    private AuditReport audit(AuditScope scope, Set<SourceTable> tables, Optional<RepairRun> repairs) throws Exception {
        AuditProgress progress = progress(scope, tables);
        AuditText printed =
                new AuditText(spec.commandLine().getOut(), progress, Help.Ansi.AUTO.enabled(), "; --json prints all");
        Listeners shown = new Listeners(printed, progress);
        AuditReport report = run(
                scope, tables, repairs.map(each -> new Listeners(each, shown)).orElse(shown));
        printed.print(report, unread(scope));
        return report;
    }

    private static AuditProgress progress(AuditScope scope, Set<SourceTable> tables) throws SQLException {
        return AuditProgress.of(scope.estimatedRows(tables));
    }

    /** Mends, and returns what is known of each table afterwards. */
    private AuditReport repaired(AuditReport before, RepairRun repairs, AuditScope scope) throws Exception {
        Set<SourceTable> mended = repairs.mend();
        List<TableReport> reports = new ArrayList<>(before.tables());
        if (!mended.isEmpty()) {
            spec.commandLine().getOut().println();
            reports.removeIf(report -> mended.contains(report.table()));
            reports.addAll(audit(scope, mended, Optional.empty()).tables());
        }
        return new AuditReport(reports);
    }

    private AuditReport run(AuditScope scope, Set<SourceTable> tables, Listeners listeners)
            throws InterruptedException {
        return scope.run(tables, parallel, new RateLimit(rowsPerSecond), listeners);
    }

    private List<String> unread(AuditScope scope) throws SQLException {
        return named.isEmpty() ? scope.unread() : List.of();
    }

    private Set<SourceTable> chosen(AuditScope scope) throws SQLException {
        Set<SourceTable> tables = scope.tables();
        Set<SourceTable> chosen = new TreeSet<>(AuditedPipeline.ORDER);
        for (String name : named) {
            chosen.add(tables.stream()
                    .filter(table -> DatabaseTable.of(table).toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(spec.commandLine(), unknown(name, tables))));
        }
        return named.isEmpty() ? tables : chosen;
    }

    private String unknown(String name, Set<SourceTable> tables) {
        return "There is no table " + name + " that "
                + (cassandraConfig == null ? "the source connector captures" : cassandraConfig + " names")
                + " and the sink reads. There are: "
                + tables.stream()
                        .map(table -> DatabaseTable.of(table).toString())
                        .collect(Collectors.joining(", "));
    }

    /** No table at all is not equal. */
    private static int exitCode(AuditReport report) {
        if (report.tables().stream().anyMatch(TableReport::hasDifferences)) {
            return ExitCodes.DIFFERENT;
        }
        return report.isEqual() ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
