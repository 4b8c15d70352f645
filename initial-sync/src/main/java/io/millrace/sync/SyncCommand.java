package io.millrace.sync;

import io.millrace.nats.NatsErrors;
import io.millrace.nats.NatsSettings;
import io.nats.client.Connection;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./millrace sync}. */
@Command(
        name = "millrace sync",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Brings all rows of MySQL and Cassandra into Manticore, once, and leaves no gap to the changes that"
                        + " follow. Run again, it goes on where it ended. docs/initial-sync.md tells each step by hand.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:the index has as many rows of each MySQL table as MySQL",
            " 1:done, but the numbers differ",
            " 2:wrong use",
            " 3:a step failed; run it again to go on"
        })
public final class SyncCommand implements Callable<Integer> {
    private static final int FAILED = 3;

    @Option(
            names = "--connect-url",
            defaultValue = "${env:MILLRACE_CONNECT_URL:-http://127.0.0.1:8083}",
            description = "Kafka Connect's REST API; http://user:password@host:port where it asks for that. Default:"
                    + " MILLRACE_CONNECT_URL, else http://127.0.0.1:8083.")
    private String connectUrl = "";

    @Option(
            names = "--nats-servers",
            defaultValue = "${env:MILLRACE_NATS_URL:-nats://127.0.0.1:4222}",
            description = "NATS. Default: MILLRACE_NATS_URL, else nats://127.0.0.1:4222.")
    private String natsServers = "";

    @Option(
            names = "--nats-config",
            paramLabel = "FILE",
            description = "Properties file with nats.user, nats.tls.truststore.path and so on, as of the connectors.")
    private @Nullable Path natsConfig;

    @Option(names = "--nats-stream", defaultValue = "CDC", description = "The stream. Default: CDC.")
    private String stream = "";

    @Option(
            names = "--mysql-url",
            defaultValue = "${env:MILLRACE_MYSQL_URL:-mysql://root@127.0.0.1:3306}",
            description =
                    "mysql://user:password@host:port, the server that Debezium reads. Default: MILLRACE_MYSQL_URL.")
    private String mysqlUrl = "";

    @Option(
            names = "--manticore-url",
            defaultValue = "${env:MILLRACE_MANTICORE_URL:-http://127.0.0.1:9308}",
            description =
                    "Manticore, to count the rows; http://user:password@host:port where it asks for that. Default:"
                            + " MILLRACE_MANTICORE_URL, else http://127.0.0.1:9308.")
    private String manticoreUrl = "";

    @Option(
            names = "--source",
            defaultValue = "mysql-source",
            description = "The Debezium connector. Default: mysql-source.")
    private String source = "";

    @Option(names = "--sink", defaultValue = "manticore-sink", description = "The sink. Default: manticore-sink.")
    private String sink = "";

    @Option(
            names = "--cassandra-config",
            paramLabel = "FILE",
            description = "Configuration of cassandra-snapshot-task. Without it, Cassandra has no part.")
    private @Nullable Path cassandraConfig;

    @Option(
            names = "--cassandra-jar",
            paramLabel = "FILE",
            defaultValue = "cassandra-snapshot-task/target/cassandra-snapshot-task.jar",
            description = "The job. Default: as built in this checkout.")
    private Path cassandraJar = Path.of("");

    @Option(
            names = "--mysql-snapshot",
            paramLabel = "auto|again|never",
            defaultValue = "auto",
            description =
                    "Whether Debezium reads all rows once more after its initial snapshot, by a signal. auto: when the"
                            + " stream has lost its first events and the index lacks rows. Default: auto.")
    private MySqlSnapshot.Choice mysqlSnapshot = MySqlSnapshot.Choice.AUTO;

    @Option(names = "--restart", description = "Begins anew: Cassandra is read again from the first row.")
    private boolean restart;

    @Option(
            names = "--timeout-minutes",
            defaultValue = "1440",
            description = "How long to wait for one step. Default: 1440, a day.")
    private long minutes;

    private SyncCommand() {}

    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new SyncCommand()).setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr()
                    .println("Not finished: " + (failure.getMessage() == null ? failure : failure.getMessage()));
            return FAILED;
        });
        System.exit(commandLine.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        try (Connection nats = new NatsErrors()
                .connect(nats().toOptions().connectionName("millrace-sync").maxReconnects(-1))) {
            Sync.Sites sites = new Sync.Sites(
                    new ConnectApi(new HttpJson(connectUrl)),
                    new StreamState(nats, stream),
                    new Notes(nats, stream, sink),
                    new MySqlSource(mysqlUrl),
                    new ManticoreIndex(new HttpJson(manticoreUrl)),
                    Optional.ofNullable(cassandraConfig).map(file -> new CassandraJob(cassandraJar, file)),
                    new Waiting(Duration.ofMinutes(minutes)));
            boolean equal = new Sync(sites, new Sync.Names(source, sink, stream), System.out)
                    .run(new Sync.Choices(restart, mysqlSnapshot));
            return equal ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private NatsSettings nats() throws IOException {
        Map<String, String> values = new HashMap<>();
        if (natsConfig != null) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(natsConfig)) {
                properties.load(reader);
            }
            properties.forEach((key, value) -> values.put(key.toString(), value.toString()));
        }
        values.putIfAbsent("nats.servers", natsServers);
        return NatsSettings.from(values);
    }
}
