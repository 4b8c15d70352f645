package io.millrace.benchmark.pipeline;

import io.millrace.benchmark.measure.Benchmark;
import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Variant;
import io.millrace.benchmark.orders.OrdersTable;
import io.millrace.benchmark.servers.Deadline;
import io.millrace.benchmark.servers.Servers;
import io.millrace.local.MySqlAddress;
import io.millrace.nats.NatsSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** A snapshot of a table and then a backlog of updates in the binlog, by one program that starts for each of the two. */
final class ReplicationRun implements Variant {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int ROWS_A_TRANSACTION = 100;

    private final String name;
    private final Preparation preparation;
    private final Setup setup;
    private int runs;

    /** What all runs share. */
    record Setup(Benchmark.Options options, MySqlAddress mysql, int rows, int updates) {}

    /** Prepares a replication with servers on which only NATS has been started. */
    interface Preparation {
        Replication of(Servers servers, Setup setup, String nats, io.nats.client.Connection connection)
                throws Exception;
    }

    ReplicationRun(String name, Preparation preparation, Setup setup) {
        this.name = name;
        this.preparation = preparation;
        this.setup = setup;
    }

    static String snapshot(String name) {
        return "A snapshot into the stream: " + name;
    }

    static String backlog(String name) {
        return "A backlog of the binlog into the stream: " + name;
    }

    static String bytes(String name) {
        return "In the stream after the snapshot: " + name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void measure(Figures figures) throws Exception {
        int rows = setup.rows();
        OrdersTable.create(setup.mysql(), rows);
        String folder = (name + "-" + ++runs).toLowerCase(Locale.ROOT).replace(' ', '-');
        Benchmark.Options own = setup.options().in(folder);
        try (Servers servers = new Servers(own)) {
            String nats = servers.nats();
            try (NatsSession session = Servers.session(nats);
                    Replication replication = preparation.of(servers, setup, nats, session.connection())) {
                figures.add(snapshot(name), "rows/s", speed(replication, 0, rows));
                figures.add(bytes(name), "B/message", replication.arrivals().bytesPerMessage());
                update();
                figures.add(backlog(name), "rows/s", speed(replication, rows, setup.updates()));
            }
        }
    }

    /** Starts it, awaits the rows and stops it. */
    private static double speed(Replication replication, long before, long expected) throws Exception {
        Arrivals arrivals = replication.arrivals();
        long sequence = before == 0 ? 0 : arrivals.lastSequence();
        replication.start();
        Deadline deadline = new Deadline(LIMIT, Duration.ofMillis(100));
        while (arrivals.count() < before + expected) {
            replication.requireRunning();
            deadline.pause("the stream has " + arrivals.count() + " of " + (before + expected) + " messages");
        }
        Instant first = replication.firstRecord(sequence);
        Duration time = Duration.between(first, arrivals.last());
        replication.stop();
        if (arrivals.count() != before + expected) {
            throw new IllegalStateException(
                    "The stream has " + arrivals.count() + " messages of the table, not " + (before + expected));
        }
        return expected * 1e9 / time.toNanos();
    }

    private void update() throws SQLException {
        try (Connection connection = OrdersTable.connect(setup.mysql());
                PreparedStatement update = connection.prepareStatement("UPDATE shop.orders SET quantity = quantity + 1,"
                        + " changed_at = changed_at + INTERVAL 1 SECOND WHERE id > ? AND id <= ?")) {
            for (int done = 0; done < setup.updates(); done += ROWS_A_TRANSACTION) {
                update.setInt(1, done);
                update.setInt(2, Math.min(done + ROWS_A_TRANSACTION, setup.updates()));
                update.execute();
            }
        }
    }
}
