package io.millrace.command.sync;

import io.millrace.command.console.ExitCodes;
import io.millrace.command.console.NumberOption;
import io.millrace.command.console.StepOutput;
import io.millrace.command.service.PipelineServers;
import io.millrace.command.service.ServiceAddresses;
import io.millrace.nats.NatsSession;
import io.millrace.nats.TableRegistry;
import io.millrace.state.Poller;
import io.millrace.state.StreamStatus;
import io.millrace.state.mysql.MySqlSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./millrace sync}. */
@Command(
        name = "sync",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Loads all rows of MySQL and Cassandra into Manticore once, leaving no gap to the changes that follow.",
            "Run again, it continues where it ended. docs/initial-sync.md describes each step.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:the index is equal to every MySQL table",
            " 1:finished, but a table differs, or could not be compared",
            " 2:invalid arguments",
            " 3:a step failed; run the command again to continue"
        })
public final class SyncCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServiceAddresses addresses = new ServiceAddresses();

    @Option(
            names = "--cassandra-config",
            paramLabel = "FILE",
            description = "The configuration of cassandra-snapshot-task. Without it, Cassandra is skipped.")
    private @Nullable Path cassandraConfig;

    @Option(
            names = "--cassandra-jar",
            paramLabel = "FILE",
            defaultValue = "${sys:millrace.home:-.}/cassandra-snapshot-task/target/cassandra-snapshot-task.jar",
            description = "The Cassandra job. Default: the one built in this checkout.")
    private Path cassandraJar = Path.of("");

    @Option(
            names = "--mysql-snapshot",
            paramLabel = "auto|again|never",
            defaultValue = "auto",
            description =
                    "Whether Debezium reads all rows again after its initial snapshot. auto: if the stream has lost"
                            + " its first events and the index lacks rows. Default: auto.")
    private MySqlSnapshot.Choice mysqlSnapshot = MySqlSnapshot.Choice.AUTO;

    @Option(
            names = "--restart",
            description = "Discards the progress of an earlier run; Cassandra is read again from the first row.")
    private boolean restart;

    @Option(
            names = "--timeout-minutes",
            paramLabel = "MINUTES",
            defaultValue = "1440",
            description = "How long to wait in each step. Default: 1440 (one day).")
    private long minutes;

    @Override
    public Integer call() throws Exception {
        NumberOption.require(spec, "--timeout-minutes", minutes, 0, NumberOption.MOST_MINUTES);
        PipelineServers servers = new PipelineServers(addresses);
        InitialSync.Names names =
                new InitialSync.Names(servers.source().name(), servers.sink().name(), servers.addresses().stream());
        try (NatsSession nats = servers.nats("millrace-sync")) {
            InitialSync.Services services = new InitialSync.Services(
                    servers.connect(),
                    nats,
                    servers.addresses()::kafka,
                    new StreamStatus(nats, names.stream()),
                    () -> TableRegistry.all(nats, names.sink()),
                    new SyncState(nats, names.stream(), names.sink()),
                    new MySqlSource(servers.mysql()),
                    servers.manticore(),
                    servers::audited,
                    Optional.ofNullable(cassandraConfig).map(file -> new CassandraJob(cassandraJar, file)),
                    new Poller(Duration.ofMinutes(minutes)));
            boolean equal = new InitialSync(
                            services, names, new StepOutput(spec.commandLine().getOut(), InitialSync.STEPS))
                    .run(new InitialSync.Choices(restart, mysqlSnapshot));
            return equal ? ExitCodes.OK : ExitCodes.DIFFERENT;
        }
    }
}
