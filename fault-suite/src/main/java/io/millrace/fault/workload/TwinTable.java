package io.millrace.fault.workload;

import io.millrace.comparison.MySqlSessions;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A table of another database with the name of one of the workload's, which has the table in the index: nothing that is
 * written here may get there.
 */
final class TwinTable {
    private static final String TABLE = "warehouse.narrow";
    private static final int KEYS = 300;
    private static final int PAUSE_MS = 300;

    private final ReconnectingSession session;
    private final Random random;

    TwinTable(MySqlSessions sessions, long seed) {
        session = new ReconnectingSession(sessions);
        random = new Random(seed);
    }

    /** Of the two, the first table that has a row in the stream gets the one in the index. */
    static void create(MySqlSessions sessions) throws SQLException {
        try (var connection = sessions.open();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE warehouse CHARACTER SET utf8mb4");
            statement.execute("CREATE TABLE " + TABLE + " (id INT PRIMARY KEY, version INT, title VARCHAR(40))");
        }
    }

    Void writeOnce() throws SQLException, InterruptedException {
        int key = random.nextInt(KEYS);
        int version = random.nextInt();
        session.run(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("REPLACE INTO " + TABLE + " VALUES (?, ?, 'of another table')")) {
                statement.setInt(1, key);
                statement.setInt(2, version);
                statement.executeUpdate();
            }
        });
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        return null;
    }
}
