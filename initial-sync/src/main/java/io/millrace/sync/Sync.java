package io.millrace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
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
    record Names(String source, String sink, String stream) {
        String key() {
            return "sync." + sink.replaceAll("[^\\w-]", "_");
        }
    }

    Sync(Sites sites, Names names, PrintStream out) {
        this.sites = sites;
        this.names = names;
        this.out = out;
    }

    /**
     * Returns whether the index has as many rows of every MySQL table as MySQL.
     *
     * @param again to read Cassandra from the first row on, whatever was done already
     */
    boolean run(boolean again) throws Exception {
        long begin = System.nanoTime();
        JsonNode source = required(names.source());
        String prefix = source.path("topic.prefix").asText();
        required(names.sink());

        long start = position(prefix, again);
        say("MySQL snapshot by " + names.source());
        awaitMySqlSnapshot();
        say("Cassandra snapshot");
        Map<Table, Long> cassandra = snapshotCassandra(again);
        say(names.sink() + " reads from position " + start + " on");
        rewind(start);
        say("Waiting until " + names.sink() + " has nothing left to do");
        boolean equal = awaitIndex(prefix);
        say("Rows");
        report(prefix, cassandra, begin);
        sites.stream().forget(names.key());
        return equal;
    }

    /** Before anything that a snapshot brings: the position of the first run, unless rows were read before that. */
    private long position(String prefix, boolean again) throws Exception {
        sites.waiting().until("stream " + names.stream() + " exists, which the bridge creates", sites.stream()::exists);
        // In this order: an event that comes in between counts as there.
        long last = sites.stream().lastSequence();
        boolean before = !sites.stream().tables(prefix).isEmpty();
        long start =
                sites.stream().recorded(names.key(), before ? sites.stream().beforeFirst() : last, again);
        say("Position of stream " + names.stream() + ": " + start);
        return start;
    }

    private void awaitMySqlSnapshot() throws Exception {
        sites.waiting().until(names.source() + " runs", () -> sites.connect().isIn("RUNNING", names.source()));
        sites.waiting()
                .until(
                        names.source() + " has read every row once",
                        () -> MySqlSource.isSnapshotDone(sites.connect().offsets(names.source())));
    }

    private Map<Table, Long> snapshotCassandra(boolean again) throws Exception {
        Map<Table, Long> rows = new TreeMap<>();
        if (sites.cassandra().isEmpty()) {
            tell("none: there is no --cassandra-config");
            return rows;
        }
        for (JsonNode table : sites.cassandra().get().run(again).path("tables")) {
            rows.put(
                    new Table(
                            table.path("keyspace").asText(), table.path("table").asText()),
                    table.path("rows").asLong());
        }
        return rows;
    }

    private void rewind(long start) throws Exception {
        sites.connect().stop(names.sink());
        sites.waiting()
                .until(names.sink() + " is stopped", () -> sites.connect().isIn("STOPPED", names.sink()));
        sites.connect()
                .alterOffsets(
                        names.sink(),
                        "{\"offsets\": [{\"partition\": {\"stream\": \"%s\", \"partition\": \"*\"}, \"offset\": {\"sequence\": %d}}]}"
                                .formatted(names.stream(), start));
        sites.connect().resume(names.sink());
        sites.waiting().until(names.sink() + " runs", () -> sites.connect().isIn("RUNNING", names.sink()));
    }

    /**
     * Until nothing is pending and each MySQL table has all its rows in the index: the bridge may have rows before it that
     * the stream does not count yet. Where they stay different and nothing moves any more, a person has to look.
     */
    private boolean awaitIndex(String prefix) throws Exception {
        Stillness stillness = new Stillness(STILL);
        boolean[] equal = {false};
        sites.waiting().until("nothing is pending", () -> {
            long pending = sites.stream().pending(names.sink());
            equal[0] = pending == 0 && differences(prefix) == 0;
            return equal[0] || stillness.since(pending, sites.stream().lastSequence());
        });
        return equal[0];
    }

    private long differences(String prefix) throws Exception {
        long differences = 0;
        for (Table table : sites.stream().tables(prefix)) {
            differences +=
                    Math.abs(sites.mysql().rows(table) - sites.manticore().rows(table));
        }
        return differences;
    }

    private void report(String prefix, Map<Table, Long> cassandra, long begin) throws Exception {
        out.printf("      %-40s %15s %15s%n", "table", "at the source", "in the index");
        long rows = 0;
        for (Table table : sites.stream().tables(prefix)) {
            rows += line(table, sites.mysql().rows(table));
        }
        for (Map.Entry<Table, Long> table : cassandra.entrySet()) {
            rows += line(table.getKey(), table.getValue());
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        out.printf(Locale.ROOT, "      %,d rows in %.1f s: %,.0f rows/s%n", rows, seconds, rows / seconds);
    }

    private long line(Table table, long rows) throws InterruptedException {
        out.printf(
                Locale.ROOT,
                "      %-40s %,15d %,15d%n",
                table,
                rows,
                sites.manticore().rows(table));
        return rows;
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
