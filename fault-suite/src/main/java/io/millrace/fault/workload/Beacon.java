package io.millrace.fault.workload;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.comparison.ManticoreReader;
import io.millrace.comparison.MySqlSessions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/** A row that counts up, and what of it can be seen in the index: how far the index is behind. */
public final class Beacon implements AutoCloseable {
    public static final String TABLE = "beacon";

    private static final int BEAT_MS = 250;
    private static final int LOOK_EVERY_MS = 50;

    private final RepeatedTasks tasks = new RepeatedTasks("beacon");
    private final ManticoreReader manticore;
    private final ReconnectingSession session;

    /** When each version was committed at the latest, of those that have not been seen. */
    private final NavigableMap<Long, Instant> committed = new ConcurrentSkipListMap<>();

    private final List<Duration> lags = new ArrayList<>();
    private volatile Instant seenOf = Instant.MIN;

    private Beacon(MySqlSessions mysql, ManticoreReader manticore) {
        this.session = new ReconnectingSession(mysql);
        this.manticore = manticore;
    }

    public static void createTable(MySqlSessions mysql) throws SQLException {
        try (Connection connection = mysql.open();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + TABLE + " (id INT PRIMARY KEY, version BIGINT NOT NULL)");
            statement.execute("INSERT INTO " + TABLE + " VALUES (1, 0)");
        }
    }

    public static Beacon start(MySqlSessions mysql, ManticoreReader manticore) {
        Beacon beacon = new Beacon(mysql, manticore);
        beacon.tasks.add(() -> {
            beacon.session.run(beacon::beat);
            TimeUnit.MILLISECONDS.sleep(BEAT_MS);
            return null;
        });
        beacon.tasks.add(() -> {
            beacon.look();
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
            return null;
        });
        return beacon;
    }

    private void beat(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE " + TABLE + " SET version = version + 1");
            try (ResultSet row = statement.executeQuery("SELECT version FROM " + TABLE)) {
                row.next();
                committed.put(row.getLong(1), Instant.now());
            }
        }
    }

    private void look() {
        long version;
        try {
            JsonNode row = manticore
                    .sql("SELECT version FROM " + TABLE + " WHERE id = 1")
                    .path("data")
                    .path(0);
            version = row.path("version").asLong();
        } catch (RuntimeException | ManticoreReader.NoSuchTable notNow) {
            return;
        }
        NavigableMap<Long, Instant> seen = committed.headMap(version, true);
        if (!seen.isEmpty()) {
            Instant latest = seen.lastEntry().getValue();
            synchronized (lags) {
                lags.add(Duration.between(latest, Instant.now()));
            }
            seen.clear();
            seenOf = latest;
        }
    }

    /**
     * Returns once the index shows something that was committed after this moment, and says when; a server that fails, or
     * a pipeline that has stopped, is waited for until the limit.
     *
     * @return empty if nothing came
     */
    public Optional<Instant> awaitSeen(Instant after, Duration limit) throws InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        while (!seenOf.isAfter(after)) {
            if (Instant.now().isAfter(deadline)) {
                return Optional.empty();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
        return Optional.of(Instant.now());
    }

    /** From the commit until a search found it, in the order in which they were seen. */
    public List<Duration> lags() {
        synchronized (lags) {
            return List.copyOf(lags);
        }
    }

    /** Ends the last beat; fails if one did, other than because the server was away. */
    public void end() throws InterruptedException {
        tasks.end();
    }

    @Override
    public void close() {
        tasks.close();
    }
}
