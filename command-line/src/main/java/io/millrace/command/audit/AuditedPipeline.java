package io.millrace.command.audit;

import io.millrace.audit.Audit;
import io.millrace.audit.AuditListener;
import io.millrace.audit.AuditReport;
import io.millrace.audit.PipelineAudit;
import io.millrace.audit.TableReport;
import io.millrace.audit.source.DebeziumSource;
import io.millrace.audit.source.SourceRows;
import io.millrace.audit.source.UnreadableSourceException;
import io.millrace.command.console.CommandException;
import io.millrace.command.service.PipelineServers;
import io.millrace.event.SourceTable;
import io.millrace.manticore.SinkConfiguration;
import io.millrace.nats.NatsSession;
import io.millrace.pace.RateLimit;
import io.millrace.state.BinlogPosition;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.StateException;
import io.millrace.state.applied.AppliedChanges;
import io.millrace.state.applied.PipelineRoute;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.MySqlLogin;
import io.millrace.state.mysql.MySqlSource;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Help;

/** A running pipeline with what an audit of its tables needs. */
public final class AuditedPipeline implements AutoCloseable {
    static final Comparator<SourceTable> ORDER = Comparator.comparing(SourceTable::toString);

    /** Debezium sends a heartbeat every ten seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int TABLES_AT_ONCE = 2;

    private final String prefix;
    private final MySqlSource mysql;
    private final NatsSession nats;
    private final AppliedChanges applied;
    private final PipelineAudit audit;
    private final DebeziumSource source;

    private AuditedPipeline(
            String prefix,
            MySqlSource mysql,
            NatsSession nats,
            AppliedChanges applied,
            PipelineAudit audit,
            DebeziumSource source) {
        this.prefix = prefix;
        this.mysql = mysql;
        this.source = source;
        this.nats = nats;
        this.applied = applied;
        this.audit = audit;
    }

    public static AuditedPipeline open(PipelineServers servers) throws InterruptedException {
        ConfiguredConnector source = servers.source();
        SinkConfiguration sink = servers.sinkConfiguration();
        PipelineRoute route = new PipelineRoute(
                source, servers.find(Role.NATS_BRIDGE).stream().toList(), servers.sink());
        MySqlLogin login = servers.mysql();
        MySqlSource mysql = new MySqlSource(login);
        DebeziumSource rows;
        try {
            rows = new DebeziumSource(source.resolved(), login);
        } catch (UnreadableSourceException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
        servers.manticore();
        NatsSession nats = servers.nats("millrace-audit");
        // Heartbeats move an idle source on: nothing is written for an audit.
        AppliedChanges applied = new AppliedChanges(
                route, servers.connect(), nats, servers.addresses().kafka(), PATIENCE, () -> {});
        PipelineAudit audit = new PipelineAudit(rows, sink, nats, table -> applied.await(end(mysql), List.of(table)));
        return new AuditedPipeline(source.setting("topic.prefix", ""), mysql, nats, applied, audit, rows);
    }

    private static BinlogPosition end(MySqlSource mysql) {
        try {
            return mysql.binlogEnd();
        } catch (SQLException e) {
            throw new StateException("MySQL does not say how far its binlog is: " + e.getMessage(), e);
        }
    }

    /** The tables whose rows go into the index. */
    public Set<SourceTable> tables() throws SQLException {
        return tables(audit::covers);
    }

    /** The names of the tables that the source connector captures and the sink does not read. */
    List<String> unread() throws SQLException {
        return tables(table -> audit.captures(table) && !audit.covers(table)).stream()
                .map(table -> DatabaseTable.of(table).toString())
                .toList();
    }

    private Set<SourceTable> tables(Predicate<SourceTable> wanted) throws SQLException {
        Set<SourceTable> tables = new TreeSet<>(ORDER);
        for (DatabaseTable table : mysql.tables()) {
            SourceTable named = new SourceTable(prefix, table.database(), table.name());
            if (wanted.test(named)) {
                tables.add(named);
            }
        }
        return tables;
    }

    /** About how many rows the tables have, as MySQL's statistics say. */
    long estimatedRows(Collection<SourceTable> tables) throws SQLException {
        Map<DatabaseTable, Long> estimates = mysql.estimatedRows();
        return tables.stream()
                .mapToLong(table -> estimates.getOrDefault(DatabaseTable.of(table), 0L))
                .sum();
    }

    /**
     * Audits tables, some of them at once.
     *
     * @param limit how many rows are read per second, of all tables together
     */
    AuditReport run(Set<SourceTable> tables, int parallel, RateLimit limit, AuditListener listener)
            throws InterruptedException {
        List<Callable<TableReport>> audits = tables.stream()
                .<Callable<TableReport>>map(table -> () -> audit.audit(table, limit, listener))
                .toList();
        return new Audit(parallel).run(audits);
    }

    /** Audits every table, and prints for people how far it is and what it finds. */
    public AuditReport auditAll(PrintWriter out) throws SQLException, InterruptedException {
        Set<SourceTable> tables = tables();
        AuditProgress progress = AuditProgress.of(estimatedRows(tables));
        AuditText text = new AuditText(out, progress, Help.Ansi.AUTO.enabled(), "; ./millrace audit --json prints all");
        AuditReport report = run(tables, TABLES_AT_ONCE, new RateLimit(0), new Listeners(text, progress));
        text.print(report, unread());
        return report;
    }

    public PipelineAudit audit() {
        return audit;
    }

    /** Audits a table and prints what was found. */
    public TableReport audit(SourceTable table, PrintWriter out) throws SQLException, InterruptedException {
        return audit.audit(table, new RateLimit(0), printed(table, out));
    }

    /** The same for the table in which a source table is being rebuilt. */
    public TableReport auditShadow(SourceTable table, PrintWriter out) throws SQLException, InterruptedException {
        return audit.auditShadow(
                table, rebuilt -> applied.awaitInShadow(end(mysql), rebuilt), new RateLimit(0), printed(table, out));
    }

    private AuditListener printed(SourceTable table, PrintWriter out) throws SQLException {
        AuditProgress progress = AuditProgress.of(estimatedRows(Set.of(table)));
        return new Listeners(new AuditText(out, progress, Help.Ansi.AUTO.enabled(), ""), progress);
    }

    MySqlSource mysql() {
        return mysql;
    }

    NatsSession nats() {
        return nats;
    }

    /** Opens a table of MySQL. */
    public SourceRows rows(SourceTable table) {
        return source.rows(DatabaseTable.of(table));
    }

    @Override
    public void close() {
        audit.close();
        applied.close();
        nats.close();
    }
}
