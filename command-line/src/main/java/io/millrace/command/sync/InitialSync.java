package io.millrace.command.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.audit.AuditedPipeline;
import io.millrace.command.console.CommandException;
import io.millrace.command.console.StepOutput;
import io.millrace.command.pipeline.ManticoreSinkSettings;
import io.millrace.nats.NatsSession;
import io.millrace.nats.TableEntry;
import io.millrace.state.ConnectClient;
import io.millrace.state.KafkaServers;
import io.millrace.state.ManticoreIndex;
import io.millrace.state.Poller;
import io.millrace.state.StreamStatus;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import io.millrace.state.mysql.MySqlSource;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The first load, step by step. Every step can be repeated: a run continues where the previous one ended. */
final class InitialSync {
    static final int STEPS = 6;
    private static final Duration QUIET = Duration.ofSeconds(20);

    private final Services services;
    private final Names names;
    private final StepOutput out;

    /** The servers and what is known about them. */
    record Services(
            ConnectClient connect,
            NatsSession nats,
            Callable<KafkaServers> kafka,
            StreamStatus stream,
            Supplier<Collection<TableEntry>> registry,
            SyncState state,
            MySqlSource mysql,
            ManticoreIndex manticore,
            Callable<AuditedPipeline> pipeline,
            Optional<CassandraJob> cassandra,
            Poller poller) {}

    /**
     * What takes part, by name.
     *
     * @param source the Debezium connector
     * @param sink the Manticore sink
     * @param stream the JetStream stream
     */
    record Names(String source, String sink, String stream) {}

    /**
     * What the user chose.
     *
     * @param restart whether to discard earlier progress, and so to read Cassandra from the first row
     * @param mysqlSnapshot whether to read the rows in MySQL again
     */
    record Choices(boolean restart, MySqlSnapshot.Choice mysqlSnapshot) {}

    InitialSync(Services services, Names names, StepOutput out) {
        this.services = services;
        this.names = names;
        this.out = out;
    }

    /** Returns whether the index is equal to every MySQL table. */
    boolean run(Choices choices) throws Exception {
        DebeziumSettings source = new DebeziumSettings(configuration(names.source()));
        ManticoreSinkSettings sink = new ManticoreSinkSettings(configuration(names.sink()));
        sink.keepNames(services.registry().get());
        MySqlTables tables = new MySqlTables(services.mysql(), services.manticore(), source, sink);

        long position = position(choices.restart());
        out.step("MySQL snapshot by " + names.source());
        Map<DatabaseTable, String> givenUp =
                new MySqlSnapshot(services, names, tables, out).complete(choices.mysqlSnapshot());
        out.step("Cassandra snapshot");
        Map<DatabaseTable, Long> cassandra = snapshotCassandra(choices.restart());
        out.step("Moving " + names.sink() + " to position " + position);
        rewind(position);
        out.step("Waiting until " + names.sink() + " has caught up");
        awaitIndex(tables);
        services.state().forget();
        out.step("Comparing the index with the tables");
        LoadReport report = new LoadReport(out, services.pipeline(), services.manticore(), sink);
        boolean equal = report.printMySql();
        report.printCassandra(cassandra);
        requireAllRead(givenUp);
        return equal;
    }

    private static void requireAllRead(Map<DatabaseTable, String> givenUp) {
        if (!givenUp.isEmpty()) {
            throw new CommandException("Debezium gave up on reading "
                    + givenUp.entrySet().stream()
                            .map(each -> each.getKey() + " (" + each.getValue() + ")")
                            .collect(Collectors.joining(", "))
                    + "; the other tables were read. Run this command with --mysql-snapshot=again when the reason is"
                    + " gone");
        }
    }

    /** The position before any event that a snapshot produces; a later run keeps that of the first. */
    private long position(boolean restart) throws Exception {
        services.poller()
                .until("stream " + names.stream() + " exists (the bridge creates it)", services.stream()::exists);
        if (restart) {
            services.state().forget();
        }
        Optional<String> saved = services.state().read(SyncState.Item.POSITION);
        long position = saved.isPresent()
                ? Long.parseLong(saved.get())
                : services.stream().beforeFirst();
        services.state().write(SyncState.Item.POSITION, Long.toString(position));
        out.step("Position in stream " + names.stream() + ": " + position);
        return position;
    }

    private Map<DatabaseTable, Long> snapshotCassandra(boolean restart) throws Exception {
        Map<DatabaseTable, Long> rows = new TreeMap<>();
        if (services.cassandra().isEmpty()) {
            out.line("Skipped: --cassandra-config was not given");
            return rows;
        }
        for (JsonNode table : services.cassandra().get().run(restart).path("tables")) {
            rows.put(
                    new DatabaseTable(
                            table.path("keyspace").asText(), table.path("table").asText()),
                    table.path("rows").asLong());
        }
        return rows;
    }

    private void rewind(long position) throws Exception {
        // If a connector that has never run is stopped twice, Connect 4.3.1 refuses to alter its offsets.
        if (!services.connect().isStopped(names.sink())) {
            services.connect().stop(names.sink());
        }
        services.poller()
                .until(names.sink() + " is stopped", () -> services.connect().isStopped(names.sink()));
        services.connect()
                .alterOffsets(
                        names.sink(),
                        "{\"offsets\": [{\"partition\": {\"stream\": \"%s\", \"partition\": \"*\"}, \"offset\": {\"sequence\": %d}}]}"
                                .formatted(names.stream(), position));
        services.connect().resume(names.sink());
        services.poller()
                .until(names.sink() + " is running", () -> services.connect().isRunning(names.sink()));
    }

    /**
     * Waits until nothing is pending and the index has as many rows of every MySQL table as MySQL, which is cheap to ask
     * for; the bridge may hold rows that the stream does not count yet. Gives up if the numbers still differ and nothing
     * moves any more.
     */
    private void awaitIndex(MySqlTables tables) throws Exception {
        QuietPeriod quiet = new QuietPeriod(QUIET);
        boolean[] equal = {false};
        services.poller().until(names.sink() + " has nothing left to read", () -> {
            long pending = services.stream().pending(names.sink());
            equal[0] = pending == 0 && tables.areEqual();
            return equal[0] || quiet.isOver(pending, services.stream().lastSequence());
        });
        if (!equal[0] && tables.areMissingRows()) {
            out.line(
                    "The index lacks rows that are in MySQL. Check whether they are dead letters; if they are no longer"
                            + " in the stream, --mysql-snapshot=again reads them again");
        }
    }

    private JsonNode configuration(String connector) throws InterruptedException {
        return services.connect()
                .configuration(connector)
                .orElseThrow(() -> new CommandException("There is no connector " + connector
                        + ". POST its file from connect-config to Connect's /connectors first"));
    }
}
