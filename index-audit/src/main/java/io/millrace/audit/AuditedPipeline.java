package io.millrace.audit;

import io.millrace.audit.repair.KafkaDeletes;
import io.millrace.audit.repair.NewestEvent;
import io.millrace.audit.repair.RepairPlan;
import io.millrace.audit.repair.TableRepair;
import io.millrace.audit.source.DebeziumSource;
import io.millrace.audit.source.SourceRows;
import io.millrace.audit.source.UnreadableSourceException;
import io.millrace.event.SourceTable;
import io.millrace.manticore.SinkConfiguration;
import io.millrace.nats.NatsSession;
import io.millrace.pace.RateLimit;
import io.millrace.state.BinlogPosition;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConnectClient;
import io.millrace.state.HttpAddress;
import io.millrace.state.HttpAddress.BasicLogin;
import io.millrace.state.HttpAddress.TokenLogin;
import io.millrace.state.KafkaServers;
import io.millrace.state.ManticoreServers;
import io.millrace.state.Poller;
import io.millrace.state.StateException;
import io.millrace.state.applied.AppliedChanges;
import io.millrace.state.applied.PipelineRoute;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import io.millrace.state.mysql.MySqlLogin;
import io.millrace.state.mysql.MySqlSource;
import io.millrace.state.signal.IncrementalSnapshots;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/** The tables of MySQL in a running pipeline, with what an audit of them needs. */
public final class AuditedPipeline implements AuditScope {
    public static final Comparator<SourceTable> ORDER = Comparator.comparing(SourceTable::toString);

    /** Debezium sends a heartbeat every ten seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Snapshots take turns, and one before may be of a large table. */
    private static final Duration REPAIR_PATIENCE = Duration.ofDays(1);

    private final PipelineRoute route;
    private final AuditedServers servers;
    private final MySqlSource mysql;
    private final NatsSession nats;
    private final AppliedChanges applied;
    private final DebeziumSource source;
    private final PipelineAudit audit;

    private AuditedPipeline(PipelineRoute route, AuditedServers servers, NatsSession nats) {
        this.route = route;
        this.servers = servers;
        this.nats = nats;
        mysql = new MySqlSource(servers.mysql());
        SinkConfiguration sink = sinkConfiguration(route.sink(), servers.manticore());
        source = new DebeziumSource(route.source().resolved(), servers.mysql());
        // Heartbeats move an idle source on: nothing is written for an audit.
        applied = new AppliedChanges(route, servers.connect(), nats, servers.kafka(), PATIENCE, () -> {});
        audit = new PipelineAudit(source, sink, nats, table -> applied.await(end(mysql), List.of(table)));
    }

    /** Where the pipeline's servers are. */
    public record AuditedServers(
            ConnectClient connect, MySqlLogin mysql, KafkaServers kafka, ManticoreServers manticore) {}

    /**
     * Nothing is changed, and nothing is read before it is asked for.
     *
     * @param nats a session, which is closed with the pipeline
     * @throws UnreadableSourceException if the source connector's configuration cannot be followed
     * @throws StateException if the sink's configuration cannot be read
     */
    public static AuditedPipeline open(PipelineRoute route, AuditedServers servers, NatsSession nats) {
        return new AuditedPipeline(route, servers, nats);
    }

    /**
     * The sink's own configuration, with a Manticore that may have another address from here. NATS is left out.
     *
     * @throws StateException if it cannot be read
     */
    public static SinkConfiguration sinkConfiguration(ConfiguredConnector sink, ManticoreServers manticore) {
        Map<String, String> settings = new TreeMap<>(sink.resolved());
        settings.put("name", sink.name());
        settings.put("nats.servers", "nats://in-the-session");
        settings.put(
                "manticore.urls",
                manticore.addresses().stream().map(HttpAddress::url).collect(Collectors.joining(",")));
        manticore.addresses().get(0).login().ifPresent(login -> {
            settings.keySet().removeAll(Set.of("manticore.token", "manticore.user", "manticore.password"));
            if (login instanceof BasicLogin user) {
                settings.put("manticore.user", user.user());
                settings.put("manticore.password", user.password());
            } else if (login instanceof TokenLogin token) {
                settings.put("manticore.token", token.token());
            }
        });
        try {
            SinkConfiguration configuration = new SinkConfiguration(settings);
            // Its faults are told here as well.
            configuration.mapping();
            return configuration;
        } catch (ConfigException e) {
            throw new StateException("The configuration of " + sink.name() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static BinlogPosition end(MySqlSource mysql) {
        try {
            return mysql.binlogEnd();
        } catch (SQLException e) {
            throw new StateException("MySQL does not say how far its binlog is: " + e.getMessage(), e);
        }
    }

    @Override
    public Set<SourceTable> tables() throws SQLException {
        return tables(audit::covers);
    }

    @Override
    public List<String> unread() throws SQLException {
        return tables(table -> audit.captures(table) && !audit.covers(table)).stream()
                .map(table -> DatabaseTable.of(table).toString())
                .toList();
    }

    private Set<SourceTable> tables(Predicate<SourceTable> wanted) throws SQLException {
        String prefix = route.source().setting("topic.prefix", "");
        Set<SourceTable> tables = new TreeSet<>(ORDER);
        for (DatabaseTable table : mysql.tables()) {
            SourceTable named = new SourceTable(prefix, table.database(), table.name());
            if (wanted.test(named)) {
                tables.add(named);
            }
        }
        return tables;
    }

    /** As MySQL's statistics say. */
    @Override
    public long estimatedRows(Collection<SourceTable> tables) throws SQLException {
        Map<DatabaseTable, Long> estimates = mysql.estimatedRows();
        return tables.stream()
                .mapToLong(table -> estimates.getOrDefault(DatabaseTable.of(table), 0L))
                .sum();
    }

    @Override
    public PipelineAudit audit() {
        return audit;
    }

    /** Compares a table, and tells a listener what is found. */
    public TableReport audit(SourceTable table, AuditListener listener) throws SQLException, InterruptedException {
        return audit.audit(table, new RateLimit(0), listener);
    }

    /** The same for the table in which a source table is being rebuilt. */
    public TableReport auditShadow(SourceTable table, AuditListener listener)
            throws SQLException, InterruptedException {
        return audit.auditShadow(
                table, rebuilt -> applied.awaitInShadow(end(mysql), rebuilt), new RateLimit(0), listener);
    }

    @Override
    public String sink() {
        return route.sink().name();
    }

    @Override
    public NatsSession nats() {
        return nats;
    }

    /** Opens a table of MySQL. */
    public SourceRows rows(SourceTable table) {
        return source.rows(DatabaseTable.of(table));
    }

    @Override
    public RepairPlan plan() {
        return new RepairPlan();
    }

    @Override
    public void requireMendable(RepairPlan plan) {
        plan.requireConverter(route.source());
    }

    @Override
    public void mend(SourceTable table, RepairPlan plan, IncrementalSnapshots.Asker asker) throws Exception {
        requireMendable(plan);
        try (IncrementalSnapshots snapshots = new IncrementalSnapshots(
                        new IncrementalSnapshots.Servers(servers.connect(), mysql, nats, servers::kafka),
                        route.source().name(),
                        asker,
                        new Poller(REPAIR_PATIENCE));
                KafkaDeletes deletes = new KafkaDeletes(
                        servers.kafka(), new DebeziumSettings(route.source().json()));
                SourceRows rows = rows(table)) {
            TableRepair.of(snapshots, deletes, () -> NewestEvent.of(nats, route.stream(), table.source()))
                    .mend(plan, rows);
        }
    }

    @Override
    public void close() {
        audit.close();
        applied.close();
        nats.close();
    }
}
