package io.millrace.command.sync;

import io.millrace.audit.AuditReport;
import io.millrace.audit.AuditedPipeline;
import io.millrace.audit.TableReport;
import io.millrace.command.audit.AuditText;
import io.millrace.command.console.StepOutput;
import io.millrace.command.pipeline.ManticoreSinkSettings;
import io.millrace.state.ManticoreIndex;
import io.millrace.state.mysql.DatabaseTable;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;

/** Prints what the index has of each table: of MySQL's, how an audit finds them; of Cassandra's, the numbers of rows. */
final class LoadReport {
    /** The Cassandra job's source name, unless it was given another. */
    private static final String CASSANDRA = "cassandra";

    private final StepOutput out;
    private final Callable<AuditedPipeline> pipeline;
    private final ManticoreIndex manticore;
    private final ManticoreSinkSettings sink;

    LoadReport(
            StepOutput out, Callable<AuditedPipeline> pipeline, ManticoreIndex manticore, ManticoreSinkSettings sink) {
        this.out = out;
        this.pipeline = pipeline;
        this.manticore = manticore;
        this.sink = sink;
    }

    /** Returns whether every MySQL table was compared as a whole and is equal to its index. */
    boolean printMySql() throws Exception {
        try (AuditedPipeline audited = pipeline.call()) {
            AuditReport report = AuditText.auditAll(audited, out.writer());
            return report.tables().stream().allMatch(TableReport::isEqual);
        } catch (SQLException | RuntimeException e) {
            // What was loaded is loaded, and the rest of the report is still to come.
            out.line("The tables in MySQL could not be compared: %s", e.getMessage() == null ? e : e.getMessage());
            return false;
        }
    }

    /** @param read how many rows of each table were read */
    void printCassandra(Map<DatabaseTable, Long> read) throws InterruptedException {
        if (!read.isEmpty()) {
            out.line("%-36s %14s %14s", "table in Cassandra", "rows read", "documents");
        }
        boolean fewer = false;
        for (Map.Entry<DatabaseTable, Long> table : read.entrySet()) {
            String index = sink.indexOf(CASSANDRA, table.getKey());
            long documents = manticore.rows(index);
            String name = table.getKey().name().equals(index) ? "" : " as " + index;
            out.line("%-36s %,14d %,14d", table.getKey() + name, table.getValue(), documents);
            fewer |= documents < table.getValue();
        }
        if (fewer) {
            out.line("The index has fewer rows than were read from Cassandra. Unless they have been deleted since,"
                    + " --restart reads them again");
        }
    }
}
