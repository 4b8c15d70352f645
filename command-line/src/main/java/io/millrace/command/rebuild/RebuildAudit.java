package io.millrace.command.rebuild;

import io.millrace.audit.AuditedPipeline;
import io.millrace.audit.MarkRemoval;
import io.millrace.audit.TableReport;
import io.millrace.audit.source.SourceRows;
import io.millrace.audit.source.UnreadableSourceException;
import io.millrace.command.audit.AuditText;
import io.millrace.command.console.CommandException;
import io.millrace.command.service.PipelineServers;
import io.millrace.event.SourceTable;
import io.millrace.manticore.rebuild.RebuildException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;

/** Compares a table of MySQL, row by row, with the table that it is rebuilt in, and afterwards with the live one. */
final class RebuildAudit {
    private final PipelineServers servers;
    private final PrintWriter out;

    RebuildAudit(PipelineServers servers, PrintStream out) {
        this.servers = servers;
        this.out = new PrintWriter(out, true);
    }

    /** @throws CommandException if nobody could tell afterwards whether the rows are those of the source */
    void requirePossible(SourceTable table) throws SQLException, InterruptedException {
        try (AuditedPipeline pipeline = servers.audited();
                SourceRows rows = pipeline.rows(table)) {
            rows.next(1);
        } catch (UnreadableSourceException e) {
            throw new CommandException(
                    "Once rebuilt, " + table + " could not be compared with MySQL: " + e.getMessage(), e);
        }
    }

    /**
     * @throws ShadowDiffersException when they differ
     * @throws RebuildException when not every row could be compared
     */
    void requireEqual(SourceTable table, String shadow) throws SQLException, InterruptedException {
        TableReport report;
        try (AuditedPipeline pipeline = servers.audited()) {
            report = pipeline.auditShadow(table, AuditText.of(pipeline, table, out));
        }
        String remedy =
                ". The live table is as it was. Run this again to compare again, or end the rebuild with --abort";
        if (report.hasDifferences()) {
            throw new ShadowDiffersException("Table " + shadow + " differs from " + table + remedy);
        }
        if (!report.isComplete()) {
            throw new RebuildException("Not all of " + table + " could be compared with table " + shadow + remedy);
        }
    }

    /** Whether the live table was found equal; then it is no longer marked to be audited. */
    boolean isEqual(SourceTable table) throws SQLException, InterruptedException {
        try (AuditedPipeline pipeline = servers.audited()) {
            MarkRemoval marks = MarkRemoval.before(pipeline);
            TableReport report = pipeline.audit(table, AuditText.of(pipeline, table, out));
            marks.remove(List.of(report)).forEach(out::println);
            return report.isEqual();
        }
    }
}
