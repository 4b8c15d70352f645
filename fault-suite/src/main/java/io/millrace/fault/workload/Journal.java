package io.millrace.fault.workload;

import io.millrace.comparison.MySqlSessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A table whose rows are written once. Elsewhere a later change of a row hides that one before it was lost; here nothing
 * does.
 */
final class Journal {
    static final String TABLE = "journal";

    private static final String INSERT = "INSERT INTO " + TABLE + " (entry) VALUES (?)";
    private static final int LONGEST_PAUSE_MS = 50;

    private final ReconnectingSession session;
    private final Random random;
    private final Pace pace;

    /** @param rate of the transactions beside it; empty if they come in bursts */
    Journal(MySqlSessions sessions, long seed, OptionalInt rate) {
        session = new ReconnectingSession(sessions);
        random = new Random(seed);
        pace = Pace.of(rate, 1, Pace.bursts(random, 1, LONGEST_PAUSE_MS));
    }

    /** Creates the table with a row. */
    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + TABLE + " (id BIGINT AUTO_INCREMENT PRIMARY KEY, entry INT NOT NULL)");
        }
        write(connection, 0);
    }

    Void writeOnce() throws SQLException, InterruptedException {
        int entry = random.nextInt();
        session.run(connection -> write(connection, entry));
        pace.await();
        return null;
    }

    private static void write(Connection connection, int entry) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setInt(1, entry);
            statement.executeUpdate();
        }
    }
}
