package io.millrace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The first load, step after step. Each can be repeated: a run goes on where the last one ended. */
final class Sync {
    private static final int STEPS = 6;
    private static final Duration STILL = Duration.ofSeconds(20);

    private final Sites sites;
    private final Names names;
    private final PrintStream out;
    private int step;

    /** What takes part. */
    record Sites(
            ConnectApi connect,
            StreamState stream,
            Notes notes,
            MySqlSource mysql,
            ManticoreIndex manticore,
            Optional<CassandraJob> cassandra,
            Waiting waiting) {}

    /**
     * Who takes part.
     *
     * @param source the Debezium connector
     * @param sink the Manticore sink
     * @param stream of JetStream
     */
    record Names(String source, String sink, String stream) {}

    /**
     * How to go about it.
     *
     * @param restart whether to begin anew, and so to read Cassandra from the first row on
     * @param mysqlSnapshot whether MySQL's rows are read again
     */
    record Choices(boolean restart, MySqlSnapshot.Choice mysqlSnapshot) {}

    Sync(Sites sites, Names names, PrintStream out) {
        this.sites = sites;
        this.names = names;
        this.out = out;
    }

    /** Returns whether the index has as many rows of every MySQL table as MySQL. */
    boolean run(Choices choices) throws Exception {
        long begin = System.nanoTime();
        SourceConnector source = new SourceConnector(required(names.source()));
        SinkConnector sink = new SinkConnector(required(names.sink()));
        MySqlTables tables = new MySqlTables(sites.mysql(), sites.manticore(), source, sink);

        long start = position(choices.restart());
        say("MySQL snapshot by " + names.source());
        new MySqlSnapshot(sites, names, source, tables, out).complete(choices.mysqlSnapshot());
        say("Cassandra snapshot");
        Map<Table, Long> cassandra = snapshotCassandra(choices.restart());
        say(names.sink() + " reads from position " + start + " on");
        rewind(start);
        say("Waiting until " + names.sink() + " has nothing left to do");
        boolean equal = awaitIndex(tables);
        say("Rows");
        new Report(out, tables, sites.manticore(), sink).print(cassandra, begin);
        sites.notes().forget();
        return equal;
    }

    /** Before anything that a snapshot brings or brought: that of the first run. */
    private long position(boolean restart) throws Exception {
        sites.waiting().until("stream " + names.stream() + " exists, which the bridge creates", sites.stream()::exists);
        if (restart) {
            sites.notes().forget();
        }
        Optional<String> noted = sites.notes().read(Notes.Note.POSITION);
        long start =
                noted.isPresent() ? Long.parseLong(noted.get()) : sites.stream().beforeFirst();
        sites.notes().write(Notes.Note.POSITION, Long.toString(start));
        say("Position of stream " + names.stream() + ": " + start);
        return start;
    }

    private Map<Table, Long> snapshotCassandra(boolean restart) throws Exception {
        Map<Table, Long> rows = new TreeMap<>();
        if (sites.cassandra().isEmpty()) {
            tell("none: there is no --cassandra-config");
            return rows;
        }
        for (JsonNode table : sites.cassandra().get().run(restart).path("tables")) {
            rows.put(
                    new Table(
                            table.path("keyspace").asText(), table.path("table").asText()),
                    table.path("rows").asLong());
        }
        return rows;
    }

    private void rewind(long start) throws Exception {
        // One that has never run cannot be stopped twice: Connect (4.3.1) then fails to set its offsets.
        if (!sites.connect().isStopped(names.sink())) {
            sites.connect().stop(names.sink());
        }
        sites.waiting()
                .until(names.sink() + " is stopped", () -> sites.connect().isStopped(names.sink()));
        sites.connect()
                .alterOffsets(
                        names.sink(),
                        "{\"offsets\": [{\"partition\": {\"stream\": \"%s\", \"partition\": \"*\"}, \"offset\": {\"sequence\": %d}}]}"
                                .formatted(names.stream(), start));
        sites.connect().resume(names.sink());
        sites.waiting().until(names.sink() + " runs", () -> sites.connect().isRunning(names.sink()));
    }

    /**
     * Until nothing is pending and each MySQL table has all its rows in the index: the bridge may have rows before it that
     * the stream does not count yet. Where they stay different and nothing moves any more, a person has to look.
     */
    private boolean awaitIndex(MySqlTables tables) throws Exception {
        Stillness stillness = new Stillness(STILL);
        boolean[] equal = {false};
        sites.waiting().until("nothing is pending", () -> {
            long pending = sites.stream().pending(names.sink());
            equal[0] = pending == 0 && tables.areEqual();
            return equal[0] || stillness.since(pending, sites.stream().lastSequence());
        });
        if (!equal[0] && tables.areMissingRows()) {
            tell("The index lacks rows of MySQL. See whether they are dead letters; if the stream does not hold them,"
                    + " --mysql-snapshot=again has them read again");
        }
        return equal[0];
    }

    private JsonNode required(String connector) throws InterruptedException {
        return sites.connect()
                .configuration(connector)
                .orElseThrow(() -> new SyncException("There is no connector " + connector
                        + "; POST its file of connect-config to Connect's /connectors first"));
    }

    private void say(String text) {
        step++;
        out.printf("[%d/%d] %s%n", step, STEPS, text);
    }

    private void tell(String text) {
        out.println("      " + text);
    }
}
