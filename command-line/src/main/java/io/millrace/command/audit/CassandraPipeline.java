package io.millrace.command.audit;

import com.datastax.oss.driver.api.core.DriverException;
import io.millrace.audit.AuditScope;
import io.millrace.audit.AuditedPipeline;
import io.millrace.audit.CommittedChanges;
import io.millrace.audit.PipelineAudit;
import io.millrace.audit.repair.EventRepair;
import io.millrace.audit.repair.RepairPlan;
import io.millrace.audit.source.SourceRows;
import io.millrace.audit.source.TableSource;
import io.millrace.cassandra.CassandraSource;
import io.millrace.command.console.CommandException;
import io.millrace.command.service.PipelineServers;
import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.EventHeaders;
import io.millrace.event.Partitioner;
import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsSession;
import io.millrace.state.applied.AppliedStream;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.signal.IncrementalSnapshots;
import io.nats.client.impl.Headers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The tables of Cassandra that the snapshot task publishes into a running pipeline, with what an audit of them needs. */
final class CassandraPipeline implements AuditScope, TableSource {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final RepairPlan.Means MEANS =
            new RepairPlan.Means("Cassandra", "and publish what is read", "by events in the stream");

    private final CassandraSource source;
    private final NatsSession nats;
    private final String sink;
    private final PipelineAudit audit;

    /** @param publishing how long an application may take from a write in Cassandra to its event in the stream */
    private CassandraPipeline(
            PipelineServers servers,
            CassandraSource source,
            NatsSession nats,
            AppliedStream applied,
            Duration publishing)
            throws InterruptedException {
        this.source = source;
        this.nats = nats;
        sink = servers.sink().name();
        CommittedChanges committed = table -> {
            TimeUnit.MILLISECONDS.sleep(publishing.toMillis());
            applied.await(table);
        };
        audit = new PipelineAudit(this, servers.sinkConfiguration(), nats, committed);
    }

    /**
     * Connects to all servers.
     *
     * @param configuration that of the snapshot task
     * @param publishing how long an application may take from a write in Cassandra to its event in the stream
     * @throws io.millrace.cassandra.ConfigurationFaultException naming every fault of the configuration
     */
    static CassandraPipeline open(PipelineServers servers, Path configuration, Duration publishing)
            throws InterruptedException {
        servers.manticore();
        String stream = servers.addresses().stream();
        NatsSession nats = servers.nats("millrace-audit");
        try {
            CassandraSource source = connect(configuration, nats);
            if (!source.stream().equals(stream)) {
                source.close();
                throw new CommandException("The snapshot task publishes to stream " + source.stream()
                        + " and the sink reads " + stream + "; set nats.stream in " + configuration);
            }
            return new CassandraPipeline(
                    servers,
                    source,
                    nats,
                    new AppliedStream(nats, stream, servers.sink().name(), PATIENCE),
                    publishing);
        } catch (RuntimeException | InterruptedException e) {
            nats.close();
            throw e;
        }
    }

    private static CassandraSource connect(Path configuration, NatsSession nats) {
        try {
            return CassandraSource.open(configuration, System.getenv(), nats);
        } catch (DriverException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new CommandException(
                    "Cassandra: " + reason + ". Start Cassandra, or correct contact.points and the login in "
                            + configuration,
                    e);
        } catch (NatsFaultException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public boolean captures(DatabaseTable table) {
        return source.tables().stream().anyMatch(each -> DatabaseTable.of(each).equals(table));
    }

    @Override
    public SourceRows rows(DatabaseTable table) {
        SourceTable named = source.tables().stream()
                .filter(each -> DatabaseTable.of(each).equals(table))
                .findFirst()
                .orElseThrow();
        return new CassandraRows(named, source.open(named));
    }

    @Override
    public Set<SourceTable> tables() {
        return tables(audit::covers);
    }

    @Override
    public List<String> unread() {
        return tables(table -> !audit.covers(table)).stream()
                .map(table -> DatabaseTable.of(table).toString())
                .toList();
    }

    private Set<SourceTable> tables(Predicate<SourceTable> wanted) {
        Set<SourceTable> tables = new TreeSet<>(AuditedPipeline.ORDER);
        source.tables().stream().filter(wanted).forEach(tables::add);
        return tables;
    }

    /** The nodes estimate the number of partitions only. */
    @Override
    public long estimatedRows(Collection<SourceTable> tables) {
        return source.estimatedPartitions(tables);
    }

    @Override
    public PipelineAudit audit() {
        return audit;
    }

    @Override
    public String sink() {
        return sink;
    }

    @Override
    public NatsSession nats() {
        return nats;
    }

    @Override
    public RepairPlan plan() {
        return new RepairPlan(MEANS);
    }

    @Override
    public void requireMendable(RepairPlan plan) {}

    @Override
    public void mend(SourceTable table, RepairPlan plan, IncrementalSnapshots.Asker asker) throws SQLException {
        try (SourceRows rows = rows(DatabaseTable.of(table))) {
            new EventRepair("cassandra", event -> publish(table, event), Clock.systemUTC()).mend(plan, rows);
        }
    }

    /** As the snapshot task does. */
    private void publish(SourceTable table, ChangeEvent event) {
        int partition = Partitioner.partition(event.getKey(), source.partitions());
        Subject subject = new Subject(table.source(), table.database(), table.table(), partition);
        Headers headers =
                new Headers().put(EventHeaders.MESSAGE_ID, UUID.randomUUID().toString());
        byte[] body = ChangeEvents.serialize(event);
        nats.ask(
                "to publish an event of " + table,
                connection -> connection.jetStream().publish(subject.toString(), headers, body));
    }

    @Override
    public void close() {
        audit.close();
        source.close();
        nats.close();
    }
}
