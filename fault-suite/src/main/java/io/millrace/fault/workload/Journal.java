package io.millrace.fault.workload;

import io.millrace.comparison.MySqlSessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.TimeUnit;

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

    Journal(MySqlSessions sessions, long seed) {
        session = new ReconnectingSession(sessions);
        random = new Random(seed);
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
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MS));
        return null;
    }

    private static void write(Connection connection, int entry) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setInt(1, entry);
            statement.executeUpdate();
        }
    }
}
