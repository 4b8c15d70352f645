package io.millrace.command.audit;

import io.millrace.audit.AuditListener;
import io.millrace.audit.AuditReport;
import io.millrace.audit.AuditedPipeline;
import io.millrace.audit.Difference;
import io.millrace.audit.MarkRemoval;
import io.millrace.audit.TableReport;
import io.millrace.audit.TableReport.Counts;
import io.millrace.event.SourceTable;
import io.millrace.pace.RateLimit;
import io.millrace.state.mysql.DatabaseTable;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Help;

/** Prints an audit for people: a line per table as soon as it is done, with its first differences. */
public final class AuditText implements AuditListener {
    private static final int SHOWN = 20;
    private static final int TABLES_AT_ONCE = 2;
    private static final int NAME = 36;
    private static final int RED = 31;
    private static final int GREEN = 32;
    private static final int YELLOW = 33;

    private final PrintWriter out;
    private final AuditProgress progress;
    private final boolean colours;
    private final String allOthers;
    private final Map<SourceTable, List<String>> differences = new HashMap<>();
    private boolean begun;

    /** @param allOthers what prints the differences that are not shown */
    AuditText(PrintWriter out, AuditProgress progress, boolean colours, String allOthers) {
        this.out = out;
        this.progress = progress;
        this.colours = colours;
        this.allOthers = allOthers;
    }

    /** Audits every table, and prints how far it is and what it finds. The marks of equal tables are removed. */
    public static AuditReport auditAll(AuditedPipeline pipeline, PrintWriter out)
            throws SQLException, InterruptedException {
        Set<SourceTable> tables = pipeline.tables();
        MarkRemoval marks = MarkRemoval.before(pipeline);
        AuditProgress progress = AuditProgress.of(pipeline.estimatedRows(tables));
        AuditText text = new AuditText(out, progress, Help.Ansi.AUTO.enabled(), "; ./millrace audit --json prints all");
        AuditReport report = pipeline.run(tables, TABLES_AT_ONCE, new RateLimit(0), new Listeners(text, progress));
        text.print(report, pipeline.unread());
        marks.remove(report.tables()).forEach(out::println);
        return report;
    }

    /** Prints the audit of one table, with its progress. */
    public static AuditListener of(AuditedPipeline pipeline, SourceTable table, PrintWriter out) throws SQLException {
        AuditProgress progress = AuditProgress.of(pipeline.estimatedRows(Set.of(table)));
        return new Listeners(new AuditText(out, progress, Help.Ansi.AUTO.enabled(), ""), progress);
    }

    @Override
    public void found(Difference difference) {
        List<String> known = differences.computeIfAbsent(difference.table(), table -> new ArrayList<>());
        if (known.size() < SHOWN) {
            known.add(DifferenceText.of(difference));
        }
    }

    @Override
    public void finished(TableReport report) {
        progress.clear();
        if (!begun) {
            out.printf(
                    "%-" + NAME + "s %14s %14s %9s %9s %9s%n",
                    "table",
                    "rows",
                    "documents",
                    "missing",
                    "extra",
                    "different");
            begun = true;
        }
        Counts counts = report.counts();
        String name = name(report);
        if (name.length() > NAME) {
            out.println(name);
            name = "";
        }
        out.printf(
                Locale.ROOT,
                "%-" + NAME + "s %,14d %,14d %,9d %,9d %,9d  %s%n",
                name,
                counts.rows(),
                counts.documents(),
                counts.missing(),
                counts.extra(),
                counts.different(),
                verdict(report));
        report.failure().ifPresent(why -> out.println("  " + why));
        report.tableDifferences().forEach(difference -> out.println("  " + difference));
        List<String> shown = differences.getOrDefault(report.table(), List.of());
        shown.forEach(difference -> out.println("  " + difference));
        if (counts.differences() > shown.size()) {
            out.printf(Locale.ROOT, "  and %,d more%s%n", counts.differences() - shown.size(), allOthers);
        }
        report.notes().forEach(note -> out.println("  " + note));
        out.flush();
    }

    private static String name(TableReport report) {
        String table = DatabaseTable.of(report.table()).toString();
        return report.table().table().equals(report.indexTable()) ? table : table + " as " + report.indexTable();
    }

    private String verdict(TableReport report) {
        if (report.hasDifferences()) {
            return colour("different", RED);
        }
        return report.isEqual() ? colour("equal", GREEN) : colour("not compared", YELLOW);
    }

    private String colour(String text, int colour) {
        return colours ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }

    /** @param unread the tables that the sink does not read */
    void print(AuditReport report, List<String> unread) {
        progress.clear();
        long equal = report.tables().stream().filter(TableReport::isEqual).count();
        long rows = report.tables().stream()
                .mapToLong(table -> table.counts().rows())
                .sum();
        out.println();
        out.printf(
                Locale.ROOT,
                "%d of %d tables are equal; %,d rows were compared%n",
                equal,
                report.tables().size(),
                rows);
        if (!unread.isEmpty()) {
            out.println("Not compared, since the sink does not read them: " + String.join(", ", unread));
        }
        if (report.tables().isEmpty()) {
            out.println("There is no table that is published and that the sink reads");
        }
        out.flush();
    }
}
