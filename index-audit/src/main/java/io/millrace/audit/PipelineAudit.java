package io.millrace.audit;

import io.millrace.audit.SinkTables.Follows;
import io.millrace.audit.TableReport.Counts;
import io.millrace.audit.source.SourceRows;
import io.millrace.audit.source.TableSource;
import io.millrace.event.SourceTable;
import io.millrace.manticore.SinkConfiguration;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.nats.NatsQuestions;
import io.millrace.pace.RateLimit;
import io.millrace.state.mysql.DatabaseTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Audits the tables of a running pipeline, one at a time or several at once. */
public final class PipelineAudit implements AutoCloseable {
    private final TableSource source;
    private final ManticoreClient client;
    private final AuditedIndex index;
    private final NatsQuestions nats;
    private final SinkConfiguration sink;
    private final SinkTables tables;
    private final CommittedChanges committed;

    /** @param nats a session, which stays the caller's */
    public PipelineAudit(TableSource source, SinkConfiguration sink, NatsQuestions nats, CommittedChanges committed) {
        this.source = source;
        this.nats = nats;
        this.sink = sink;
        this.committed = committed;
        client = new ManticoreClient(sink.manticore());
        index = AuditedIndex.of(client);
        tables = new SinkTables(nats, sink, index);
    }

    /** Whether the source publishes the rows of a table. */
    public boolean captures(SourceTable table) {
        return source.captures(DatabaseTable.of(table));
    }

    /** Whether rows of a table go into the index. */
    public boolean covers(SourceTable table) {
        return captures(table) && sink.reads(table);
    }

    /**
     * Audits a table once. What prevents that is a report with a failure.
     *
     * @param limit how many rows are read per second, together with other audits that share it
     */
    public TableReport audit(SourceTable table, RateLimit limit, AuditListener listener) throws InterruptedException {
        return audit(table, WalkPosition.START, limit, listener);
    }

    /** Audits what is left of a table, see {@link TableAudit#run(WalkPosition)}. */
    public TableReport audit(SourceTable table, WalkPosition from, RateLimit limit, AuditListener listener)
            throws InterruptedException {
        return audit(table, from, () -> tables.follow(table), committed, limit, listener);
    }

    /**
     * Audits the table in which a source table is being rebuilt, by the mapping of the rebuild.
     *
     * @param inShadow tells when that table shows what has been committed
     */
    public TableReport auditShadow(
            SourceTable table, CommittedChanges inShadow, RateLimit limit, AuditListener listener)
            throws InterruptedException {
        return audit(table, WalkPosition.START, () -> tables.followShadow(table), inShadow, limit, listener);
    }

    private TableReport audit(
            SourceTable table,
            WalkPosition from,
            Supplier<Follows> followed,
            CommittedChanges written,
            RateLimit limit,
            AuditListener listener)
            throws InterruptedException {
        String target = sink.mapping().targetOf(table);
        try {
            if (!covers(table)) {
                return failed(
                        table,
                        target,
                        "The source connector does not capture it, or it is not among the sink's subjects",
                        listener);
            }
            Follows follows = followed.get();
            target = follows.mapper().target();
            Optional<String> obstacle = follows.obstacle();
            if (obstacle.isPresent()) {
                return failed(table, target, obstacle.get(), listener);
            }
            MarkRemoval.awaitCause(nats, table, written);
            try (SourceRows rows = source.rows(DatabaseTable.of(table))) {
                AuditedTable audited = new AuditedTable(rows, follows.mapper(), follows.key());
                return new TableAudit(audited, index, written, limit, listener).run(from);
            }
        } catch (SQLException | RuntimeException e) {
            if (TableAudit.isUnavailable(e)) {
                listener.unavailable(table);
            }
            return failed(table, target, TableAudit.reason(e), listener);
        }
    }

    private static TableReport failed(SourceTable table, String target, String why, AuditListener listener) {
        TableReport report = new TableReport(
                table,
                target,
                new Counts(0, 0, 0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(why),
                Duration.ZERO);
        listener.finished(report);
        return report;
    }

    @Override
    public void close() {
        client.close();
    }
}
