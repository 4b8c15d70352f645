package io.millrace.command.rebuild;

import io.millrace.command.service.PipelineServers;
import io.millrace.event.SourceTable;
import io.millrace.nats.NatsSession;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.Poller;
import io.millrace.state.mysql.MySqlSource;
import io.millrace.state.signal.IncrementalSnapshots;
import java.io.PrintStream;
import java.util.Optional;

/** The MySQL server of the pipeline, for the tables that come from it. */
final class MySqlSources {
    private final PipelineServers servers;
    private final NatsSession nats;
    private final Poller poller;
    private final PrintStream out;

    MySqlSources(PipelineServers servers, NatsSession nats, Poller poller, PrintStream out) {
        this.servers = servers;
        this.nats = nats;
        this.poller = poller;
        this.out = out;
    }

    /** Empty for a table that does not come from MySQL. */
    Optional<MySqlFilling> find(SourceTable table) throws InterruptedException {
        Optional<ConfiguredConnector> source = servers.find(Role.MYSQL_SOURCE)
                .filter(connector -> connector.setting("topic.prefix", "").equals(table.source()));
        return source.map(connector -> new MySqlFilling(connector, () -> snapshots(connector.name())));
    }

    private IncrementalSnapshots snapshots(String source) throws InterruptedException {
        return new IncrementalSnapshots(
                new IncrementalSnapshots.Servers(
                        servers.connect(), new MySqlSource(servers.mysql()), nats, servers.addresses()::kafka),
                source,
                new IncrementalSnapshots.Asker("millrace rebuild", out::println),
                poller);
    }
}
