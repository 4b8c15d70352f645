package io.millrace.fault.workload;

import io.millrace.comparison.MySqlSessions;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.fault.pipeline.TestedPipeline;
import io.millrace.nats.NatsSettings;
import io.millrace.publisher.Change;
import io.millrace.publisher.ChangeEventPublisher;
import io.millrace.publisher.PublishException;
import io.millrace.publisher.PublisherSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An application that keeps its rows in a database that Debezium does not capture, and publishes each change itself once it is
 * committed. The rows that are there at first, and others now and then, are published as they were read a while before, with
 * the time at which they were written, as the Cassandra snapshot does.
 */
public final class ApplicationEvents implements AutoCloseable {
    /** The application's database, and the source of its events. */
    public static final String DATABASE = TestedPipeline.APPLICATION;

    private static final List<String> TABLES = List.of("reviews", "books");
    private static final int KEYS = 100;
    private static final int LONGEST_BURST = 20;
    private static final int PAUSE_MS = 200;
    /** Of the workload, for each time that all rows are published, so that at a steady rate these are not most events. */
    private static final double TRANSACTIONS = 100;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ReconnectingSession session;
    private final ChangeEventPublisher publisher;
    private final Random random;
    private final RepeatedTasks tasks = new RepeatedTasks("application");

    /** What is not known to be in the stream in the state that the database has. */
    private final Set<RowKey> unpublished = new LinkedHashSet<>();

    private final List<Change> readBefore = new ArrayList<>();

    private record RowKey(String table, int id) {}

    private ApplicationEvents(MySqlSessions database, ChangeEventPublisher publisher, long seed) {
        this.session = new ReconnectingSession(database);
        this.publisher = publisher;
        this.random = new Random(seed);
    }

    /** Creates its tables, with rows. */
    public static List<String> createTables(MySqlSessions mysql) throws SQLException {
        try (Connection connection = mysql.open();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + DATABASE + " CHARACTER SET utf8mb4");
            for (String table : TABLES) {
                String name = DATABASE + '.' + table;
                statement.execute("CREATE TABLE " + name
                        + " (id INT PRIMARY KEY, body VARCHAR(80) NOT NULL, written_us BIGINT NOT NULL)");
                for (int id = 1; id <= KEYS / 2; id++) {
                    statement.execute("INSERT INTO %s VALUES (%d, 'there at first', %d)".formatted(name, id, now()));
                }
            }
        }
        return TABLES;
    }

    /**
     * Publishes the rows, and then changes; the stream must be there by now.
     *
     * @param database opens sessions in {@link #DATABASE}
     * @param rate of the workload beside it; empty if that writes in bursts
     */
    public static ApplicationEvents start(MySqlSessions database, String natsUrl, long seed, OptionalInt rate)
            throws Exception {
        ChangeEventPublisher publisher = ChangeEventPublisher.open(
                PublisherSettings.of(NatsSettings.from(Map.of("nats.servers", natsUrl)), DATABASE));
        ApplicationEvents application = new ApplicationEvents(database, publisher, seed);
        application.session.run(application::readAll);
        application.publishWhatWasRead();
        publisher.flush(PATIENCE);
        Pace pace = Pace.of(rate, 1 / TRANSACTIONS, now -> TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
        application.tasks.add(() -> {
            application.change();
            application.publish();
            pace.await();
            return null;
        });
        return application;
    }

    private void change() throws SQLException, InterruptedException {
        for (int left = 1 + random.nextInt(LONGEST_BURST); left > 0 && !tasks.isEnded(); left--) {
            RowKey key = new RowKey(TABLES.get(random.nextInt(TABLES.size())), 1 + random.nextInt(KEYS));
            boolean delete = random.nextInt(4) == 0;
            String body = "word" + random.nextInt(1000);
            // Before the change, since nobody knows whether one that is interrupted was committed.
            unpublished.add(key);
            session.run(connection -> write(connection, key, delete, body));
        }
    }

    private static void write(Connection connection, RowKey key, boolean delete, String body) throws SQLException {
        connection.setAutoCommit(true);
        try (PreparedStatement statement = connection.prepareStatement(
                delete
                        ? "DELETE FROM " + key.table() + " WHERE id = ?"
                        : "REPLACE INTO " + key.table() + " VALUES (?, ?, ?)")) {
            statement.setInt(1, key.id());
            if (!delete) {
                statement.setString(2, body);
                statement.setLong(3, now());
            }
            statement.executeUpdate();
        }
    }

    /** Publishes what the database has of the rows that were changed, and then all rows as they were read before that. */
    private void publish() throws SQLException, InterruptedException {
        List<Change> changes = new ArrayList<>();
        session.run(connection -> {
            for (RowKey key : unpublished) {
                changes.add(changeOf(connection, key));
            }
        });
        if (changes.size() < unpublished.size()) {
            // The server went away.
            return;
        }
        try {
            for (Change change : changes) {
                publisher.publish(change);
            }
            publishWhatWasRead();
            publisher.flush(PATIENCE);
            unpublished.clear();
        } catch (PublishException | TimeoutException notStored) {
            // Then all of it is published again the next time.
            return;
        }
        session.run(this::readAll);
    }

    private void publishWhatWasRead() throws InterruptedException {
        for (Change change : readBefore) {
            publisher.publish(change);
        }
        readBefore.clear();
    }

    private static Change changeOf(Connection connection, RowKey key) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT * FROM " + key.table() + " WHERE id = ?")) {
            statement.setInt(1, key.id());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Change.update(DATABASE, key.table(), keyOf(key.id()), row(row))
                        : Change.delete(DATABASE, key.table(), keyOf(key.id()));
            }
        }
    }

    private void readAll(Connection connection) throws SQLException {
        readBefore.clear();
        for (String table : TABLES) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
                while (row.next()) {
                    readBefore.add(Change.snapshot(DATABASE, table, keyOf(row.getInt("id")), row(row))
                            .committedAt(Instant.EPOCH.plus(row.getLong("written_us"), ChronoUnit.MICROS)));
                }
            }
        }
    }

    private static Row keyOf(int id) {
        return RowBuilder.of().int32("id", id).build();
    }

    private static Row row(ResultSet row) throws SQLException {
        return RowBuilder.of()
                .int32("id", row.getInt("id"))
                .string("body", row.getString("body"))
                .int64("written_us", row.getLong("written_us"))
                .build();
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /**
     * Ends the last changes; fails if they did, other than because a server was away.
     *
     * @param again whether the stream has lost events that it had acknowledged, after which an application has to publish its
     *     rows again, since they are nowhere else
     */
    public void end(boolean again) throws SQLException, InterruptedException {
        tasks.end();
        if (again) {
            for (String table : TABLES) {
                for (int id = 1; id <= KEYS; id++) {
                    unpublished.add(new RowKey(table, id));
                }
            }
        }
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!unpublished.isEmpty()) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("The application cannot publish " + unpublished);
            }
            publish();
        }
    }

    @Override
    public void close() {
        tasks.close();
        publisher.close();
    }
}
